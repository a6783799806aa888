#pragma once
// Debian has the folder on the include path; pkg-config's path is the folder itself.
#if __has_include(<hiredis/hiredis.h>)
#include <hiredis/hiredis.h>
#else
#include <hiredis.h>
#endif
