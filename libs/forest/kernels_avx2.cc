#include <immintrin.h>

#include "forest/kernels.h"

#define YACHAY_AVX2 __attribute__((target("avx2")))
#define YACHAY_AVX2_INLINE __attribute__((target("avx2"), always_inline)) inline

namespace yachay::forest {
namespace {

constexpr size_t kWidth = 8;
constexpr size_t kVectors = 4;
constexpr size_t kRows = kWidth * kVectors;

// NaN fails both comparisons: not-less-than is then true (right), greater-or-equal false (left).
template <int kGoesRight>
YACHAY_AVX2_INLINE void Clear(const Lanes::Test* test, const Lanes::Test* end, const float* columns,
                              __m256i (&alive)[kVectors]) {
  for (; test != end; ++test) {
    const __m256 threshold = _mm256_set1_ps(test->threshold);
    const __m256i clear = _mm256_set1_epi32(static_cast<int>(test->clear));
    for (size_t i = 0; i < kVectors; ++i) {
      const __m256 x = _mm256_load_ps(columns + test->offset + i * kWidth);
      const __m256i right = _mm256_castps_si256(_mm256_cmp_ps(x, threshold, kGoesRight));
      alive[i] = _mm256_andnot_si256(_mm256_and_si256(right, clear), alive[i]);
    }
  }
}

// lzcnt(lowest bit), from the exponent of that bit as a float; 158 = 127 + 31.
YACHAY_AVX2_INLINE __m256i LowestPlace(__m256i alive) {
  const __m256i lowest = _mm256_and_si256(alive, _mm256_sub_epi32(_mm256_setzero_si256(), alive));
  const __m256i bits = _mm256_castps_si256(_mm256_cvtepi32_ps(lowest));
  const __m256i exponent = _mm256_and_si256(_mm256_srli_epi32(bits, 23), _mm256_set1_epi32(0xFF));
  return _mm256_and_si256(_mm256_sub_epi32(_mm256_set1_epi32(158), exponent), _mm256_set1_epi32(31));
}

YACHAY_AVX2_INLINE void ScoreTree(const Lanes& lanes, size_t tree, const float* columns, float* scores) {
  __m256 values[kVectors] = {};
  for (uint32_t s = lanes.first_segment[tree + 1]; s-- > lanes.first_segment[tree];) {
    const Lanes::Segment& segment = lanes.segments[s];
    const Lanes::Test* tests = lanes.tests.data();
    __m256i alive[kVectors];
    for (__m256i& bits : alive) bits = _mm256_set1_epi32(-1);
    Clear<_CMP_NLT_UQ>(tests + segment.begin, tests + segment.middle, columns, alive);
    Clear<_CMP_GE_OQ>(tests + segment.middle, tests + segment.end, columns, alive);
    const float* leaves = lanes.leaves.data() + s * Lanes::kSegmentLeaves;
    for (size_t i = 0; i < kVectors; ++i) {
      const __m256 leaf = _mm256_i32gather_ps(leaves, LowestPlace(alive[i]), sizeof(float));
      const __m256i none = _mm256_cmpeq_epi32(alive[i], _mm256_setzero_si256());
      values[i] = _mm256_blendv_ps(leaf, values[i], _mm256_castsi256_ps(none));
    }
  }
  float* out = scores + lanes.groups[tree] * Lanes::kBlockRows;
  for (size_t i = 0; i < kVectors; ++i) {
    _mm256_store_ps(out + i * kWidth, _mm256_add_ps(_mm256_load_ps(out + i * kWidth), values[i]));
  }
}

}  // namespace

YACHAY_AVX2 void ScoreBlockAvx2(const Lanes& lanes, size_t tree, size_t end, const float* columns,
                                size_t rows, float* scores) {
  for (; tree < end; ++tree) {
    for (size_t row = 0; row < rows; row += kRows) ScoreTree(lanes, tree, columns + row, scores + row);
  }
}

}  // namespace yachay::forest
