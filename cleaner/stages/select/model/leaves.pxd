cimport cython

@cython.locals(
    row=cython.Py_ssize_t, rows=cython.Py_ssize_t, tree=cython.Py_ssize_t, level=cython.int, asked=cython.int,
    least=cython.float,
)
cpdef add_leaves(
    const float[:, ::1] columns, const short[:, ::1] feature, const float[:, ::1] border,
    const float[:, ::1] leaf, int[::1] at, double[::1] odds,
)
