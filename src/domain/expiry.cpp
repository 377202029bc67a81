/// Expiry: what an account earned in a period, and has not spent, is gone some time after the end of that period. The oldest is
/// spent first. Nothing is deleted: an entry takes it off; and when more becomes known, the difference is entered.
#include <algorithm>

#include "domain/core.hpp"
#include "domain/json_text.hpp"
#include "policy/points_model.hpp"

namespace huifang {

namespace {

/// Of entries that take off what expired: what tells them from what people post under the same cause.
constexpr const char* expiry_part = "expiry";

std::string expiry_cause(const PointClassDef& points, const Bucket& period) { return "expire:" + points.name + "/" + period.id; }

/// An account as it is reckoned: what is left of each posting, on the day it took effect.
struct Reckoning {
  std::vector<std::pair<std::int64_t, std::int64_t>> earned, spent;  ///< when, and units above 0; ascending
  std::map<std::string, std::int64_t> expired;                       ///< by cause: units so far
  std::int64_t given_back = 0;                                       ///< by people, of what expired
};

Reckoning reckoned(const std::vector<EntryRow>& rows) {
  Reckoning out;
  std::map<std::tuple<std::string, std::string, std::string>, std::pair<std::int64_t, std::int64_t>> postings;
  for (const EntryRow& row : rows) {
    if (row.part == expiry_part) {
      if (row.kind == "expire") {
        out.expired[row.cause] -= row.amount;
      } else {
        out.given_back += row.amount;
      }
      continue;
    }
    postings.try_emplace({row.rule, row.cause, row.part}, row.effective_us, 0).first->second.second += row.amount;
  }
  for (const auto& [key, posting] : postings) {
    if (posting.second > 0) out.earned.push_back(posting);
    if (posting.second < 0) out.spent.emplace_back(posting.first, -posting.second);
  }
  std::sort(out.earned.begin(), out.earned.end());
  std::sort(out.spent.begin(), out.spent.end());
  return out;
}

}  // namespace

std::int64_t Core::expiry_of(const PointClassDef& points, const Bucket& period) {
  return due_of(add_span(PointInTime::of(period.last), *points.expires, calendar()), calendar()).utc_us;
}

std::optional<Bucket> Core::period_to_expire(const Subject& ledger, const PointClassDef& points) {
  return period_at(points, ledger.expired_us == INT64_MIN ? ledger.row.since_us : ledger.expired_us);
}

std::optional<Wake> Core::next_expiry(const Subject& ledger, const PointClassDef& points) {
  if (!points.expires) return std::nullopt;
  const std::optional<Bucket> period = period_to_expire(ledger, points);
  if (!period) return std::nullopt;
  // Before the seal of the same instant: a period that ends then has what expires in it.
  return Wake{std::max(expiry_of(points, *period) + 1, now_us()), Wake::effects, INT32_MAX - 1};
}

void Core::expire_due(Subject& ledger, const PointClassDef& points) {
  const std::optional<Bucket> period = period_to_expire(ledger, points);
  if (!points.expires || !period) return;
  // The first time also what took effect before the first period.
  const std::int64_t from_us = ledger.expired_us == INT64_MIN ? INT64_MIN : model.zone.start_of_day(period->first).utc_us;
  const std::int64_t to_us = model.zone.end_of_day(period->last).utc_us;
  ledger.expired_us = to_us + 1;
  const std::vector<SubjectId> stored = store_.earners(points.name, from_us, to_us);
  std::set<SubjectId> accounts(stored.begin(), stored.end());
  for (const EntryRow& row : entries_) {
    if (row.point_class == points.name && row.amount > 0 && row.effective_us >= from_us && row.effective_us <= to_us) accounts.insert(row.account);
  }
  for (const SubjectId account : accounts) expire(ledger, points, account);
}

void Core::expire(const Subject& ledger, const PointClassDef& points, SubjectId account) {
  const Reckoning account_now = reckoned(entries_in(account, points.name));
  if (account_now.earned.empty() && account_now.expired.empty()) return;
  std::int64_t first_us = account_now.earned.empty() ? ledger.row.since_us : account_now.earned.front().first;
  if (!account_now.expired.empty()) first_us = std::min(first_us, ledger.row.since_us);
  std::int64_t earned = 0, spent = 0, expired = 0;
  auto gain = account_now.earned.begin();
  auto loss = account_now.spent.begin();
  for (std::optional<Bucket> period = period_at(points, first_us); period; period = bucket_after(points.period, period->last)) {
    const std::int64_t end_us = model.zone.end_of_day(period->last).utc_us;
    if (end_us >= ledger.expired_us) return;
    const std::int64_t gone_us = expiry_of(points, *period);
    for (; gain != account_now.earned.end() && gain->first <= end_us; ++gain) earned += gain->second;
    for (; loss != account_now.spent.end() && loss->first <= gone_us; ++loss) spent += loss->second;
    // What a person gave back does not expire again, and is spent before anything else.
    const std::int64_t wanted = std::max<std::int64_t>(0, earned - std::max<std::int64_t>(0, spent - account_now.given_back) - expired);
    expired += wanted;
    EntryRow row;
    row.cause = expiry_cause(points, *period);
    const auto known = account_now.expired.find(row.cause);
    row.amount = row.asked = (known == account_now.expired.end() ? 0 : known->second) - wanted;
    if (row.amount == 0) continue;
    row.point_class = points.name;
    row.account = account;
    row.kind = "expire";
    row.part = expiry_part;
    row.effective_us = gone_us;
    {
      JsonObject object(row.because);
      object.text("expired", period->id);
      if (!points.source.empty()) object.text("source", points.source);
    }
    enter(std::move(row), true);
  }
}

bool Core::expire_again() {
  if (expire_again_.empty()) return false;
  const auto [place, account] = *expire_again_.begin();
  expire_again_.erase(expire_again_.begin());
  const PointClassDef& points = model.points->classes[place];
  if (points.expires) expire(ledger_of(points.name), points, account);
  return true;
}

}  // namespace huifang
