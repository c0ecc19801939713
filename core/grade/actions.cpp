// Picks actions by the verdict and refuses commands whose values would not be plain.
#include "grade/actions.h"

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/text.h"
#include "grade/quoting.h"
#include "grade/sentence.h"

namespace crumb::grade {
namespace {

// Hosts that a tenant cannot do without: never offered for blocking.
constexpr std::array<std::string_view, 10> kNeverBlock = {
    "microsoft.com", "microsoftonline.com", "office.com",  "office365.com", "sharepoint.com",
    "live.com",      "windows.net",         "outlook.com", "msftauth.net",  "azure.com"};

bool is_under(std::string_view host, std::string_view domain) {
  return host == domain || (host.size() > domain.size() && host.ends_with(domain) &&
                            host[host.size() - domain.size() - 1] == '.');
}

bool may_block(const Subject& subject, std::string_view host) {
  for (const std::string& mail : subject.mails)
    if (is_under(host, to_lower(mail.substr(mail.find('@') + 1)))) return false;
  return std::ranges::none_of(kNeverBlock,
                              [&](std::string_view domain) { return is_under(host, domain); });
}

void add_once(std::vector<std::string>& list, std::string value) {
  if (std::ranges::find(list, value) == list.end()) list.push_back(std::move(value));
}

struct Collector {
  const Subject& subject;
  BlockList& block;

  void host(const std::string& text) {
    if (text.empty()) return;
    const auto plain = plain_host(text);
    if (plain && may_block(subject, *plain))
      add_once(block.domains, *plain);
    else
      add_once(block.unsafe, safe_text(text));
  }
  void url(const std::string& text) {
    if (text.empty()) return;
    const auto plain = plain_url_entry(text);
    if (plain && may_block(subject, *plain_host(text)))
      add_once(block.urls, *plain);
    else
      add_once(block.unsafe, safe_text(text));
  }
  void address(const std::string& text) {
    if (text.empty()) return;
    if (auto plain = plain_address(text))
      add_once(block.addresses, *std::move(plain));
    else
      add_once(block.unsafe, safe_text(text));
  }
  void sender(const std::string& text) {
    if (text.empty()) return;
    const std::string mail = to_lower(text);
    if (is_plain_mail(mail) && may_block(subject, mail.substr(mail.find('@') + 1)))
      add_once(block.senders, mail);
    else
      add_once(block.unsafe, safe_text(text));
  }
};

void visit_rows(const Pass& pass, std::string_view check,
                const std::function<void(const RowView&)>& visit) {
  const CheckRun* run = pass.check(check);
  if (run != nullptr && run->rows != nullptr && is_hit(run->result.outcome))
    for_each_row(*run->rows, visit);
}

// One row of actions.json.
struct ActionRow {
  std::string id, title, why;
  std::vector<std::string> when, checks, targets, needs, unless;
  std::vector<Command> commands;
};

std::vector<std::string> texts(const json::Value* value) {
  std::vector<std::string> out;
  if (value == nullptr || value->as_array() == nullptr) return out;
  for (const json::Value& item : *value->as_array())
    if (const std::string* text = item.as_string()) out.push_back(*text);
  return out;
}

std::string text(const json::Value& object, std::string_view key) {
  const json::Value* value = object.find(key);
  return value != nullptr && value->as_string() != nullptr ? *value->as_string() : std::string();
}

std::vector<ActionRow> read_actions() {
  std::vector<ActionRow> out;
  const Result<json::Value> root = json::parse(playbook_text("actions.json"));
  if (!root || root->as_array() == nullptr) return out;
  for (const json::Value& item : *root->as_array()) {
    ActionRow row{
        text(item, "id"),          text(item, "title"),        text(item, "why"),
        texts(item.find("when")),  texts(item.find("checks")), texts(item.find("targets")),
        texts(item.find("needs")), texts(item.find("unless")), {}};
    const json::Value* commands = item.find("commands");
    if (commands != nullptr && commands->as_array() != nullptr)
      for (const json::Value& one : *commands->as_array())
        row.commands.push_back({text(one, "shell"), text(one, "text")});
    out.push_back(std::move(row));
  }
  return out;
}

// Words of `when`: a classification, "contain" (unknown, but likely enough or with an alien
// success), or a stage.
bool fits(const ActionRow& row, const Verdict& verdict, bool contain) {
  const bool called = std::ranges::any_of(row.when, [&](const std::string& word) {
    return word == verdict.classification || (word == "contain" && contain) ||
           (word == "S1" && verdict.stage >= "S1" && verdict.classification == "truePositive") ||
           (word == "S2" && verdict.stage >= "S2" &&
            (contain || verdict.classification == "truePositive")) ||
           (word == "S4" && verdict.stage >= "S4" &&
            (contain || verdict.classification == "truePositive"));
  });
  if (std::ranges::find(row.unless, "urls") != row.unless.end() && !verdict.block.urls.empty())
    return false;  // another row says it
  if (!called || row.checks.empty()) return called;
  return std::ranges::any_of(verdict.checks, [&](const CheckResult& check) {
    return is_hit(check.outcome) && std::ranges::find(row.checks, check.id) != row.checks.end();
  });
}

std::vector<std::string> targets_of(const ActionRow& row, const Verdict& verdict) {
  std::vector<std::string> out;
  for (const std::string& word : row.targets) {
    if (word == "user") out.push_back(make_visible(verdict.subject.upn));
    if (word == "object_id") out.push_back(make_visible(verdict.subject.object_id));
    const std::vector<std::string>* list = word == "senders"     ? &verdict.block.senders
                                           : word == "domains"   ? &verdict.block.domains
                                           : word == "urls"      ? &verdict.block.urls
                                           : word == "addresses" ? &verdict.block.addresses
                                                                 : nullptr;
    if (list != nullptr)
      for (const std::string& value : *list) out.push_back(defang(value));
    if (word == "sessions")
      for (const std::string& sid : verdict.sessions) out.push_back(make_visible(sid));
  }
  return out;
}

// The first value that a command would need and that is not plainly of its type.
std::string refusal(const ActionRow& row, const Verdict& verdict) {
  for (const std::string& word : row.needs) {
    if (word == "upn" && !is_plain_upn(verdict.subject.upn))
      return "the user name is not plainly one: " + make_visible(verdict.subject.upn);
    if (word == "oid" && !is_plain_guid(verdict.subject.object_id))
      return "there is no object id of the user in the files";
    if (word == "senders" && verdict.block.senders.empty())
      return "no sender address could be validated";
    if (word == "urls" && verdict.block.urls.empty() && verdict.block.domains.empty())
      return "no URL or host could be validated";
    if (word == "addresses" && verdict.block.addresses.empty())
      return "no address could be validated";
  }
  return {};
}

}  // namespace

Result<BlockList> block_list(const Pass& pass) {
  BlockList block;
  Collector collect{pass.values.one.subject, block};
  std::vector<std::string> mails;
  visit_rows(pass, "X18", [&](const RowView& row) {
    collect.host(row.text("Host"));
    collect.url(row.text("Url"));
    mails.push_back(row.text("NetworkMessageId"));
  });
  visit_rows(pass, "X19", [&](const RowView& row) { collect.host(row.text("RemoteUrl")); });
  Asker asker = pass.asker;
  asker.options.origins = false;
  CRUMB_TRY(const TablePtr strong,
            asker.rows("W | where Strong and isnotempty(Ip) | distinct Ip | sort by Ip asc"));
  for_each_row(*strong, [&](const RowView& row) { collect.address(row.text("Ip")); });
  asker.bindings["MailIds"] = list_value(mails);
  CRUMB_TRY(const TablePtr senders,
            asker.rows("let MailIds = dynamic([]);\nEmailEvents | where "
                       "isnotempty(NetworkMessageId) and NetworkMessageId in (MailIds) | distinct "
                       "SenderFromAddress | sort by SenderFromAddress asc"));
  for_each_row(*senders,
               [&](const RowView& row) { collect.sender(row.text("SenderFromAddress")); });
  return block;
}

std::vector<Action> actions_for(const Playbook& playbook, const Verdict& verdict,
                                const Judgement& judgement) {
  const bool contain =
      verdict.classification == "unknown" &&
      (verdict.probability >= playbook.model.number("contain_from") || judgement.session);
  std::vector<Action> out;
  for (const ActionRow& row : read_actions()) {
    if (!fits(row, verdict, contain)) continue;
    Action action{.id = row.id,
                  .title = row.title,
                  .why = row.why,
                  .targets = targets_of(row, verdict),
                  .commands = {},
                  .done = {}};
    if (const std::string why = refusal(row, verdict); why.empty())
      action.commands = row.commands;
    else
      action.why += " Commands are not offered: " + why + ".";
    out.push_back(std::move(action));
  }
  return out;
}

}  // namespace crumb::grade
