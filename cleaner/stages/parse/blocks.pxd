cimport cython
from cleaner.stages.parse.block_maker cimport BlockMaker

cdef int _TEXT, _BREAK, _RULE, _IMAGE, _SKIP, _FORMULA, _INLINE, _BLOCK, _DESCEND, _MAX_NAMES, _MAX_PATH

cdef class Walk(BlockMaker):
    cdef public bint has_formulas
    cdef public str own_names
    cdef public set plain_names
    cdef public int last_number

    @cython.locals(
        action=cython.int, first=cython.int, links=cython.int, formulas=cython.bint,
        tag=str, text=str, pieces=list, open_elements=list, known=dict,
    )
    cpdef list run(self, root)
    @cython.locals(
        names=str, own=str, shown=str, path=tuple, attributes=dict, preformatted=cython.bint, quotes=cython.int,
    )
    cpdef enter(self, str tag, node)
    cpdef _enter_table(self, str tag, dict attributes)
    @cython.locals(own=str, may_be_code=cython.bint)
    cpdef bint is_read(self, str tag, node) except -1
    @cython.locals(number=cython.int)
    cpdef leave(self, str tag)
    cpdef bint is_anchor(self, str tag, node) except -1
    cpdef bint formula(self, node) except -1

cdef tuple _action(str tag)
@cython.locals(own=str, name=str)
cdef str _id_and_classes(dict attributes)
cdef bint _is_hidden(dict attributes) except -1
