#include "base/keep_memory.h"

#include <cstddef>  // defines __GLIBC__ where it is the C library

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace crumb {

void keep_freed_memory() {
#ifdef __GLIBC__
  constexpr int kNever = 0x7fffffff;  // bytes: glibc's parameters are ints
  mallopt(M_MMAP_THRESHOLD, kNever);
  mallopt(M_TRIM_THRESHOLD, kNever);
#endif
}

}  // namespace crumb
