// Holds the rows in work within the memory that was set aside for them.
#ifndef INFERENCE_CORE_GATE_H_
#define INFERENCE_CORE_GATE_H_

#include <atomic>
#include <cstddef>
#include <optional>
#include <utility>

namespace yachay::inference {

// A request enters whole or not at all, and leaves when its ticket dies. Thread-safe.
class Gate {
 public:
  explicit Gate(size_t rows) : capacity_(rows) {}

  class Ticket {
   public:
    Ticket() = default;
    Ticket(Ticket&& other) noexcept
        : gate_(std::exchange(other.gate_, nullptr)), rows_(std::exchange(other.rows_, 0)) {}
    Ticket& operator=(Ticket&& other) noexcept {
      std::swap(gate_, other.gate_);
      std::swap(rows_, other.rows_);
      return *this;
    }
    ~Ticket() {
      if (gate_ != nullptr) gate_->inside_ -= rows_;
    }

   private:
    friend class Gate;
    Ticket(Gate* gate, size_t rows) : gate_(gate), rows_(rows) {}
    Gate* gate_ = nullptr;
    size_t rows_ = 0;
  };

  // nullopt when they do not fit. The gate outlives the ticket.
  std::optional<Ticket> Enter(size_t rows) {
    if (inside_.fetch_add(rows) + rows <= capacity_) return Ticket(this, rows);
    inside_ -= rows;
    return std::nullopt;
  }

  size_t capacity() const { return capacity_; }
  size_t inside() const { return inside_; }

 private:
  const size_t capacity_;
  std::atomic<size_t> inside_ = 0;
};

}  // namespace yachay::inference

#endif  // INFERENCE_CORE_GATE_H_
