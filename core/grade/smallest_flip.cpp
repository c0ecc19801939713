// Every set of one or two facts; beyond that the fact that moves the total most, again and again,
// and then what can be spared is taken out.
#include "grade/smallest_flip.h"

#include <algorithm>

#include "grade/sentence.h"

namespace crumb::grade {
namespace {

constexpr std::size_t kSpelt = 3;  // facts that are spelt out; more are named
constexpr std::size_t kMost = 99;

struct Fact {
  enum class Kind { kOutcome, kTrueRule, kFalseRules };
  Kind kind = Kind::kOutcome;
  std::string name, text;
  std::size_t at = 0;  // kOutcome: of the input's outcomes
  OutcomeForm form;    // and what it would be
};
using Set = std::vector<const Fact*>;

class Search {
 public:
  // toward: -1 benign, +1 true positive.
  Search(const Model& model, const Judgement& judgement, double toward)
      : model_(model), judgement_(judgement), toward_(toward) {
    add_rules();
    for (std::size_t at = 0; at < judgement.input.outcomes.size(); ++at) add_outcome(at);
  }

  [[nodiscard]] Set find() const {
    for (const Fact& one : facts_)
      if (changes({&one})) return {&one};
    for (std::size_t i = 0; i < facts_.size(); ++i)
      for (std::size_t k = i + 1; k < facts_.size(); ++k)
        if (changes({&facts_[i], &facts_[k]})) return {&facts_[i], &facts_[k]};
    return spare(grow());
  }

  [[nodiscard]] Flip told(const Set& set) const {
    std::string text;
    if (set.size() > kSpelt) {
      for (const Fact* fact : set) text += (text.empty() ? "" : ", ") + fact->name;
      text = "If " + std::to_string(set.size()) + " facts were otherwise at once (" + text + ")";
    } else {
      for (const Fact* fact : set) text += (text.empty() ? "If " : " and ") + fact->text;
    }
    const DecisionInput what_if = with(set);
    return {.text = std::move(text),
            .from_db = total(judgement_.input),
            .to_db = total(what_if),
            .to_classification = decide(model_, what_if).classification};
  }

 private:
  void add_rules() {
    const DecisionInput& input = judgement_.input;
    if (toward_ < 0)
      for (const std::string& id : judgement_.true_rules)
        facts_.push_back({Fact::Kind::kTrueRule, id, "rule " + id + " did not hold", 0, {}});
    else if (false_rule_counts(model_, input))
      facts_.push_back({Fact::Kind::kFalseRules, "E", "the excusing rule did not hold", 0, {}});
  }

  void add_outcome(std::size_t at) {
    const Scored& scored = judgement_.input.outcomes[at];
    const CheckPoints* check = model_.check(scored.check);
    if (check == nullptr) return;
    const std::string name = scored.check + " (" + check->title + ")";
    const auto add = [&](std::string short_name, std::string text, OutcomeForm form) {
      facts_.push_back({Fact::Kind::kOutcome, std::move(short_name), std::move(text), at, form});
    };
    if (is_scored(scored.form.outcome)) {
      if (points_of(model_, scored) * toward_ < 0)
        add(scored.check, name + " had found nothing", {Outcome::kNeutral, false});
      return;
    }
    if (scored.form.outcome != Outcome::kNotEvaluable) return;
    const double wanted = toward_ < 0 ? check->least() : check->most();
    for (const auto& [form, points] : check->points)
      if (points == wanted && points * toward_ > 0)
        return add(scored.check + " " + form_name(form),
                   name + " were " + form_name(form) + " (" + short_number(points) + " dB)", form);
  }

  [[nodiscard]] DecisionInput with(const Set& set) const {
    DecisionInput what_if = judgement_.input;
    std::size_t withdrawn = 0;
    for (const Fact* fact : set) {
      if (fact->kind == Fact::Kind::kTrueRule) ++withdrawn;
      if (fact->kind == Fact::Kind::kFalseRules) what_if.rule_false = what_if.rule_expected = false;
      if (fact->kind != Fact::Kind::kOutcome) continue;
      Scored& scored = what_if.outcomes[fact->at];
      scored.form = fact->form;
      if (scored.check == "H1" && is_hit(fact->form.outcome) && judgement_.denial_rule)
        what_if.rule_true = true;
    }
    if (withdrawn > 0) what_if.rule_true = withdrawn < judgement_.true_rules.size();
    return what_if;
  }

  [[nodiscard]] double total(const DecisionInput& input) const {
    return score(model_, input.outcomes, input.prior).total;
  }
  [[nodiscard]] bool changes(const Set& set) const {
    return decide(model_, with(set)).classification != judgement_.computed.classification;
  }

  // Rules first: while one fires, no total matters.
  [[nodiscard]] Set grow() const {
    Set set, left;
    for (const Fact& fact : facts_)
      (fact.kind == Fact::Kind::kOutcome ? left : set).push_back(&fact);
    while (!changes(set)) {
      if (left.empty()) return {};
      const auto moved = [&](const Fact* fact) {
        Set more = set;
        more.push_back(fact);
        return total(with(more)) * toward_;
      };
      const auto best = std::ranges::max_element(left, {}, moved);
      set.push_back(*best);
      left.erase(best);
    }
    return set;
  }

  [[nodiscard]] Set spare(Set set) const {
    for (std::size_t at = 0; at < set.size();) {
      Set fewer = set;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(at));
      if (changes(fewer))
        set = std::move(fewer);
      else
        ++at;
    }
    return set;
  }

  const Model& model_;
  const Judgement& judgement_;
  double toward_;
  std::vector<Fact> facts_;
};

bool is_unknown_alone(const Judgement& judgement, const Set& set) {
  return set.size() == 1 && set[0]->kind == Fact::Kind::kOutcome &&
         judgement.input.outcomes[set[0]->at].form.outcome == Outcome::kNotEvaluable;
}

}  // namespace

std::optional<Flip> smallest_flip(const PassInput& input, const Judgement& judgement) {
  const Model& model = input.playbook->model;
  const std::string& now = judgement.computed.classification;
  std::optional<Flip> best;
  std::size_t size = kMost + 1;
  for (const double toward : {-1.0, +1.0}) {
    if (now != "unknown" && (now == "truePositive") != (toward < 0)) continue;
    const Search search(model, judgement, toward);
    const Set set = search.find();
    if (set.empty() || set.size() >= size) continue;
    size = set.size();
    best.reset();
    if (!is_unknown_alone(judgement, set)) best = search.told(set);
  }
  return best;
}

}  // namespace crumb::grade
