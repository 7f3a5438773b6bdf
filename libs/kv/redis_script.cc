#include "kv/redis_script.h"

#include "kv/redis_key.h"

namespace yachay::kv {
namespace {

// KEYS: first those expected (ARGV[1] says how many), then those written. ARGV[2i], ARGV[2i+1] tell of
// KEYS[i]:
// "+" and a value, or "-" and nothing for no such key. What this very write left behind is no conflict; it is
// then written again, so that WAIT waits for it.
constexpr char kScript[] = R"lua(
local expected = tonumber(ARGV[1])
local function is(key, at)
  local now = redis.call('GET', key)
  if ARGV[at] == '-' then return now == false end
  return now == ARGV[at + 1]
end
local function written(key)
  for i = expected + 1, #KEYS do
    if KEYS[i] == key then return is(key, 2 * i) end
  end
  return false
end
for i = 1, expected do
  if not is(KEYS[i], 2 * i) and not written(KEYS[i]) then return i end
end
for i = expected + 1, #KEYS do
  if ARGV[2 * i] == '-' then redis.call('DEL', KEYS[i]) else redis.call('SET', KEYS[i], ARGV[2 * i + 1]) end
end
return 0
)lua";

void AddValue(const WriteBatch::Op& op, Arguments* values) {
  values->push_back(op.value ? "+" : "-");
  values->push_back(op.value.value_or(""));
}

}  // namespace

std::map<std::string_view, TagWrite> ByTag(const WriteBatch& batch) {
  std::map<std::string_view, TagWrite> tags;
  for (const WriteBatch::Op& op : batch.ops()) tags[HashTag(op.key)].ops[op.key] = &op;
  for (const WriteBatch::Op& op : batch.expectations()) tags[HashTag(op.key)].expectations.push_back(&op);
  return tags;
}

Arguments EvalOf(const TagWrite& write, const std::string& prefix) {
  Arguments arguments = {"EVAL", kScript, std::to_string(write.expectations.size() + write.ops.size())};
  Arguments values = {std::to_string(write.expectations.size())};
  for (const WriteBatch::Op* op : write.expectations) {
    arguments.push_back(ToServerKey(prefix, op->key));
    AddValue(*op, &values);
  }
  for (const auto& [key, op] : write.ops) {
    arguments.push_back(ToServerKey(prefix, op->key));
    AddValue(*op, &values);
  }
  arguments.insert(arguments.end(), values.begin(), values.end());
  return arguments;
}

}  // namespace yachay::kv
