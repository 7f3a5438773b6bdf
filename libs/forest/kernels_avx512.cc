#include <immintrin.h>

#include <bit>

#include "forest/kernels.h"

#define YACHAY_AVX512 __attribute__((target("avx512f,avx512cd")))
#define YACHAY_AVX512_INLINE __attribute__((target("avx512f,avx512cd"), always_inline)) inline

namespace yachay::forest {
namespace {

constexpr size_t kWidth = 16;

// NaN fails both comparisons: not-less-than is then true (right), greater-or-equal false (left).
template <int kGoesRight, size_t kVectors>
YACHAY_AVX512_INLINE void Clear(const Lanes::Test* test, const Lanes::Test* end, const float* columns,
                                __m512i (&alive)[kVectors]) {
  for (; test != end; ++test) {
    const __m512 threshold = _mm512_set1_ps(test->threshold);
    const __m512i clear = _mm512_set1_epi32(static_cast<int>(test->clear));
    for (size_t i = 0; i < kVectors; ++i) {
      const __m512 x = _mm512_load_ps(columns + test->offset + i * kWidth);
      const __mmask16 right = _mm512_cmp_ps_mask(x, threshold, kGoesRight);
      alive[i] = _mm512_mask_andnot_epi32(alive[i], right, clear, alive[i]);
    }
  }
}

YACHAY_AVX512_INLINE __m512i LowestPlace(__m512i alive) {
  return _mm512_lzcnt_epi32(_mm512_and_si512(alive, _mm512_sub_epi32(_mm512_setzero_si512(), alive)));
}

template <size_t kVectors>
YACHAY_AVX512_INLINE void ScoreVectors(const Lanes& lanes, size_t tree, const float* columns, float* scores) {
  __m512 values[kVectors] = {};
  for (uint32_t s = lanes.first_segment[tree + 1]; s-- > lanes.first_segment[tree];) {
    const Lanes::Segment& segment = lanes.segments[s];
    const Lanes::Test* tests = lanes.tests.data();
    __m512i alive[kVectors];
    for (__m512i& bits : alive) bits = _mm512_set1_epi32(-1);
    Clear<_CMP_NLT_UQ>(tests + segment.begin, tests + segment.middle, columns, alive);
    Clear<_CMP_GE_OQ>(tests + segment.middle, tests + segment.end, columns, alive);
    const float* leaves = lanes.leaves.data() + s * Lanes::kSegmentLeaves;
    const __m512 low = _mm512_loadu_ps(leaves);
    const __m512 high = _mm512_loadu_ps(leaves + kWidth);
    for (size_t i = 0; i < kVectors; ++i) {
      const __m512 leaf = _mm512_permutex2var_ps(low, LowestPlace(alive[i]), high);
      values[i] = _mm512_mask_mov_ps(values[i], _mm512_test_epi32_mask(alive[i], alive[i]), leaf);
    }
  }
  float* out = scores + lanes.groups[tree] * Lanes::kBlockRows;
  for (size_t i = 0; i < kVectors; ++i) {
    _mm512_store_ps(out + i * kWidth, _mm512_add_ps(_mm512_load_ps(out + i * kWidth), values[i]));
  }
}

template <size_t kVectors>
YACHAY_AVX512 void ScoreTrees(const Lanes& lanes, size_t tree, size_t end, const float* columns,
                              float* scores) {
  for (; tree < end; ++tree) ScoreVectors<kVectors>(lanes, tree, columns, scores);
}

// The leaves that survive in each lane. kWide: the row has more than 16 columns.
template <bool kWide>
YACHAY_AVX512_INLINE __m512i Survivors(const Lanes& lanes, const Lanes::Pack& pack, const RowTable& row) {
  const uint8_t* columns = lanes.pack_columns.data() + pack.first_entry;
  const float* thresholds = lanes.pack_thresholds.data() + pack.first_entry;
  const uint32_t* clears = lanes.pack_clears.data() + pack.first_entry;
  const __m512 right = _mm512_load_ps(row.values);
  const __m512 left = _mm512_load_ps(row.values + kWidth);
  const __m512 right_high = _mm512_load_ps(row.values + 2 * kWidth);
  const __m512 left_high = _mm512_load_ps(row.values + 3 * kWidth);
  __m512i alive = _mm512_set1_epi32(-1);
  for (size_t at = 0; at < pack.slots * kWidth; at += kWidth) {
    const __m512i place =
        _mm512_cvtepu8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(columns + at)));
    __m512 x = _mm512_permutex2var_ps(right, place, left);
    if (kWide) {
      const __mmask16 high = _mm512_test_epi32_mask(place, _mm512_set1_epi32(32));
      x = _mm512_mask_mov_ps(x, high, _mm512_permutex2var_ps(right_high, place, left_high));
    }
    const __mmask16 goes_right = _mm512_cmp_ps_mask(x, _mm512_loadu_ps(thresholds + at), _CMP_NLT_UQ);
    alive = _mm512_mask_andnot_epi32(alive, goes_right, _mm512_loadu_si512(clears + at), alive);
  }
  return alive;
}

}  // namespace

YACHAY_AVX512 void ScoreBlockAvx512(const Lanes& lanes, size_t tree, size_t end, const float* columns,
                                    size_t rows, float* scores) {
  if (rows <= kWidth) {
    ScoreTrees<1>(lanes, tree, end, columns, scores);
  } else if (rows <= 2 * kWidth) {
    ScoreTrees<2>(lanes, tree, end, columns, scores);
  } else {
    ScoreTrees<4>(lanes, tree, end, columns, scores);
  }
}

YACHAY_AVX512 void ScorePackAvx512(const Lanes& lanes, const Lanes::Pack& pack, const RowTable& row,
                                   float* scores) {
  const __m512i alive = lanes.wide ? Survivors<true>(lanes, pack, row) : Survivors<false>(lanes, pack, row);
  alignas(64) uint32_t places[kWidth];
  _mm512_store_si512(places, LowestPlace(alive));
  const uint32_t found = _mm512_test_epi32_mask(alive, alive);
  const float* leaves = lanes.leaves.data() + pack.first_segment * Lanes::kSegmentLeaves;
  // A float chain in the trees' order; kept in a register while the output stays the same.
  uint32_t group = lanes.groups[pack.first_tree];
  float sum = scores[group];
  for (uint32_t tree = pack.first_tree; tree < pack.end_tree; ++tree) {
    if (lanes.groups[tree] != group) {
      scores[group] = sum;
      group = lanes.groups[tree];
      sum = scores[group];
    }
    const uint32_t first = lanes.first_segment[tree] - pack.first_segment;
    const uint32_t lane = first + static_cast<uint32_t>(std::countr_zero(found >> first));
    sum += leaves[lane * Lanes::kSegmentLeaves + places[lane]];
  }
  scores[group] = sum;
}

}  // namespace yachay::forest
