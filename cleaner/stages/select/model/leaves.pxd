cimport cython

@cython.locals(row=cython.Py_ssize_t, tree=cython.Py_ssize_t, level=cython.int, number=cython.int, total=cython.double)
cpdef add_leaves(
    const float[:, ::1] columns, const short[:, ::1] feature, const float[:, ::1] border,
    const float[:, ::1] leaf, double[::1] odds,
)
