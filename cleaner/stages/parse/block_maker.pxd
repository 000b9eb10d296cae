cimport cython

cdef class BlockMaker:
    cdef public list found, tables, lists, ancestors, pieces, marks, inline, images
    cdef public object element, preceding
    cdef public int linked

    @cython.locals(run=str, texts=list, spans=tuple, density=cython.double, text=str)
    cpdef flush(self)
    @cython.locals(depth=cython.int)
    cpdef _add(self, str text, double density, tuple spans)
    cpdef add_code(self, code)
    cpdef _form(self, int quotes, tuple spans)
    cpdef image(self, node)
    cpdef tuple _images_before(self, tuple path)
    cpdef mark(self, str tag, int first, node)
