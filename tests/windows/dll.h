/* ihuyi.dll as a program without an import library sees it: LoadLibrary, then GetProcAddress by the undecorated name for every function of
   the promise, called through pointers of the promised convention. After this header ihuyi_send and the others are those pointers. */
#ifndef DLL_H
#define DLL_H

#include <ihuyi.h>

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include "pointers.h"

#define DLL_POINTER(type, name, arguments) extern type(IHUYI_CALL *dll_##name) arguments;
IHUYI_POINTERS(DLL_POINTER)
#undef DLL_POINTER

/* Every function by name. */
typedef struct {
    const char *name;
    FARPROC *pointer;
} dll_function;
extern const dll_function dll_functions[IHUYI_FUNCTIONS];

/* Loads the file that IHUYI_LIBRARY names and finds every function in it. Ends the program with a sentence when it cannot. */
HMODULE dll_load(void);

/* Where the loaded DLL is, in UTF-8. */
const char *dll_path(HMODULE module);

#endif
