// Sixteen bytes compared at once. Swift's SIMD types have no operation that turns a comparison into a mask of bits.
#ifndef TRELLIS_CVECTOR_H
#define TRELLIS_CVECTOR_H
#include <stdint.h>

#define TRELLIS_INLINE static inline __attribute__((always_inline))
typedef int8_t trellis_vector __attribute__((vector_size(16), aligned(1)));

// One bit for each of 16 lanes that are -1 or 0, that of lane 0 lowest.
TRELLIS_INLINE uint32_t trellis_mask(trellis_vector lanes) {
#if defined(__SSE2__)
  typedef char vector __attribute__((vector_size(16)));
  return (uint32_t)__builtin_ia32_pmovmskb128((vector)lanes);
#else
  uint32_t mask = 0;
  for (int lane = 0; lane < 16; lane++) mask |= (uint32_t)(lanes[lane] & 1) << lane;
  return mask;
#endif
}

// The bytes of two texts that are equal.
TRELLIS_INLINE uint32_t trellis_equal_bytes(const uint8_t *left, const uint8_t *right) {
  return trellis_mask((trellis_vector)(*(const trellis_vector *)left == *(const trellis_vector *)right));
}

// The bytes that are a quote, a backslash, a control character or not ASCII.
TRELLIS_INLINE uint32_t trellis_special_bytes(const uint8_t *text) {
  trellis_vector bytes = *(const trellis_vector *)text;
  // As signed numbers, bytes that are not ASCII are below the space, too.
  return trellis_mask((trellis_vector)((bytes == '"') | (bytes == '\\') | (bytes < ' ')));
}

// The bytes that are not white space of JSON.
TRELLIS_INLINE uint32_t trellis_other_than_space(const uint8_t *text) {
  trellis_vector bytes = *(const trellis_vector *)text;
  return trellis_mask((trellis_vector) ~((bytes == ' ') | (bytes == '\n') | (bytes == '\r') | (bytes == '\t')));
}
#endif
