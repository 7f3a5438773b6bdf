#include "bundle/cbc.h"

#include <coin/Cbc_C_Interface.h>

#include <array>
#include <map>
#include <string>

namespace yachay::bench {
namespace {

// A row "sum of coefficients × columns ≤ limit".
struct Row {
  std::vector<int> columns;
  std::vector<double> coefficients;
  void Add(int column, double coefficient) {
    columns.push_back(column);
    coefficients.push_back(coefficient);
  }
  void AddTo(Cbc_Model* model, double limit) const {
    Cbc_addRow(model, "", static_cast<int>(columns.size()), columns.data(), coefficients.data(), 'L', limit);
  }
};

// Budgets are scaled to 1, because Cbc keeps rows to an absolute tolerance.
void AddRows(Cbc_Model* model, const BundleInstance& instance, const std::vector<std::vector<int>>& columns) {
  std::array<Row, 3> budgets;
  std::map<int, Row> taught;  // by skill: minus everything that teaches it
  for (std::size_t i = 0; i < columns.size(); ++i) {
    Row one;
    for (std::size_t v = 0; v < columns[i].size(); ++v) {
      const auto& cost = instance.items[i].variants[v].cost;
      one.Add(columns[i][v], 1);
      budgets[0].Add(columns[i][v],
                     static_cast<double>(cost.bytes) / static_cast<double>(instance.budget.bytes));
      budgets[1].Add(columns[i][v], static_cast<double>(cost.download_ms) /
                                        static_cast<double>(instance.budget.download_ms));
      budgets[2].Add(columns[i][v],
                     static_cast<double>(cost.battery_mj) / static_cast<double>(instance.budget.battery_mj));
      for (const int skill : instance.items[i].teaches) taught[skill].Add(columns[i][v], -1);
    }
    one.AddTo(model, 1);
  }
  for (const Row& budget : budgets) budget.AddTo(model, 1);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    for (const int skill : instance.items[i].needs) {
      Row row = taught[skill];
      for (const int column : columns[i]) row.Add(column, 1);
      row.AddTo(model, 0);
    }
  }
}

}  // namespace

CbcAnswer SolveWithCbc(const BundleInstance& instance, double seconds) {
  Cbc_Model* model = Cbc_newModel();
  Cbc_setObjSense(model, -1);
  std::vector<std::vector<int>> columns(instance.items.size());
  int count = 0;
  for (std::size_t i = 0; i < instance.items.size(); ++i) {
    for (const auto& variant : instance.items[i].variants) {
      Cbc_addCol(model, "", 0, 1, variant.value, 1, 0, nullptr, nullptr);
      columns[i].push_back(count++);
    }
  }
  AddRows(model, instance, columns);
  Cbc_setParameter(model, "logLevel", "0");
  Cbc_setParameter(model, "ratioGap", "0");
  Cbc_setParameter(model, "allowableGap", "0");
  Cbc_setParameter(model, "seconds", std::to_string(seconds).c_str());
  Cbc_solve(model);
  const CbcAnswer answer{Cbc_isProvenOptimal(model) != 0, Cbc_getObjValue(model)};
  Cbc_deleteModel(model);
  return answer;
}

}  // namespace yachay::bench
