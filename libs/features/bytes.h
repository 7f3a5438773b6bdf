#ifndef FEATURES_BYTES_H_
#define FEATURES_BYTES_H_

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

// Whole numbers of variable length, doubles by their bits, texts by length: the parts of
// features/state_codec.cc.
namespace yachay::features {

class ByteWriter {
 public:
  void Unsigned(std::uint64_t v) {
    for (; v >= 0x80; v >>= 7) out_.push_back(static_cast<char>(v | 0x80));
    out_.push_back(static_cast<char>(v));
  }
  void Signed(std::int64_t v) {
    Unsigned(static_cast<std::uint64_t>(v) << 1 ^ static_cast<std::uint64_t>(v >> 63));
  }
  void Fixed(std::uint64_t v) {
    char bytes[8];
    for (int i = 0; i < 8; ++i) bytes[i] = static_cast<char>(v >> (8 * i));
    out_.append(bytes, 8);
  }
  void Fixed8(char v) { out_.push_back(v); }
  void Double(double v) { Fixed(std::bit_cast<std::uint64_t>(v)); }
  void Text(std::string_view v) {
    Unsigned(v.size());
    out_.append(v);
  }
  const std::string& bytes() const& { return out_; }
  std::string bytes() && { return std::move(out_); }

 private:
  std::string out_;
};

// Reads what ByteWriter wrote. Past the end or at a number that is too long, ok() turns false for good and
// every value read is 0 or empty: check once, at the end. The bytes must outlive the reader.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  std::uint64_t Unsigned() {
    std::uint64_t v = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (rest_.empty()) return Fail();
      const auto byte = static_cast<unsigned char>(rest_.front());
      if (shift == 63 && byte > 1) return Fail();
      rest_.remove_prefix(1);
      v |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return v;
    }
    return Fail();
  }
  std::int64_t Signed() {
    const std::uint64_t v = Unsigned();
    return static_cast<std::int64_t>(v >> 1 ^ (~(v & 1) + 1));
  }
  std::uint64_t Fixed() {
    if (rest_.size() < 8) return Fail();
    std::uint64_t v = 0;
    for (int i = 0; i < 8; ++i)
      v |= static_cast<std::uint64_t>(static_cast<unsigned char>(rest_[static_cast<std::size_t>(i)]))
           << (8 * i);
    rest_.remove_prefix(8);
    return v;
  }
  double Double() { return std::bit_cast<double>(Fixed()); }
  std::string_view Text() {
    const std::uint64_t size = Unsigned();
    if (size > rest_.size()) return Fail(), std::string_view();
    const std::string_view v = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return v;
  }
  // The count of a list whose elements take at least one byte each: never more than what is left.
  std::size_t Count() {
    const std::uint64_t count = Unsigned();
    return count > rest_.size() ? Fail() : count;
  }

  std::uint64_t Fail() {
    ok_ = false;
    rest_ = {};
    return 0;
  }
  bool ok() const { return ok_; }
  bool done() const { return ok_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace yachay::features

#endif  // FEATURES_BYTES_H_
