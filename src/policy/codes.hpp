#pragma once
/// The diagnostics of policy documents and events (HF10xx to HF12xx, HF14xx to HF19xx). A code is never
/// reused for another meaning.

#include <string_view>

namespace huifang::loader {

/// Stable identity of a finding and what it means, in one line.
struct Code {
  std::string_view id;
  std::string_view meaning;
};

namespace code {

// HF10xx: the text itself, and the limits.
inline constexpr Code syntax{"HF1001", "the text is not JSON"};
inline constexpr Code bad_utf8{"HF1002", "the text is not UTF-8"};
inline constexpr Code duplicate_key{"HF1003", "a key stands twice in one object"};
inline constexpr Code number_range{"HF1004", "a number is outside the range of decimals"};
inline constexpr Code unreadable_file{"HF1005", "a file cannot be read"};
inline constexpr Code limit_bytes{"HF1010", "the document is larger than the limit"};
inline constexpr Code limit_nesting{"HF1011", "objects and lists are nested deeper than the limit"};
inline constexpr Code limit_entries{"HF1012", "the document has more keys than the limit"};
inline constexpr Code limit_values{"HF1013", "the document has more values than the limit"};
inline constexpr Code limit_rules{"HF1014", "the document has more rules than the limit"};
inline constexpr Code limit_extends{"HF1015", "the chain of base documents is longer than the limit"};
inline constexpr Code limit_diagnostics{
    "HF1016", "more was found than the limit of diagnostics; the rest is not listed"};

// HF11xx: keys, JSON types and names.
inline constexpr Code unknown_key{"HF1101", "an unknown key"};
inline constexpr Code wrong_kind{"HF1102", "a value of the wrong JSON type"};
inline constexpr Code missing_key{"HF1103", "a key is missing"};
inline constexpr Code exclusive_keys{"HF1104", "keys that exclude one another"};
inline constexpr Code bad_name{"HF1105", "a name that cannot be used"};
inline constexpr Code reserved_name{"HF1106", "a name that has a meaning of its own"};
inline constexpr Code defined_twice{"HF1107", "the same name is declared twice"};
inline constexpr Code format_number{"HF1108", "a format number this library does not read"};
inline constexpr Code bad_value{"HF1109", "a literal that is none of the permitted ones"};
inline constexpr Code number_bounds{"HF1110", "a number outside its bounds, or not whole"};
inline constexpr Code bad_dates{"HF1111", "text that is no date or range of dates"};
inline constexpr Code unknown_zone{"HF1112", "an unknown time zone"};
inline constexpr Code no_effect{"HF1113", "a key that means nothing beside the others"};
inline constexpr Code empty_list{"HF1114", "a list that must not be empty"};

// HF12xx: extends.
inline constexpr Code extends_form{"HF1201", "extends is not written as id@version"};
inline constexpr Code base_not_found{"HF1202", "the base document was not found"};
inline constexpr Code extends_loop{"HF1203", "a document extends itself, directly or through others"};
inline constexpr Code locked_entry{"HF1204", "a change to a locked entry of the base"};
inline constexpr Code base_differs{"HF1205", "the base found has another id or version"};
inline constexpr Code removes_nothing{"HF1206", "null removes an entry that the base does not have"};

// HF14xx: vocabulary.
inline constexpr Code unknown_type{"HF1401", "an unknown type"};
inline constexpr Code unknown_entity{"HF1402", "an unknown entity"};
inline constexpr Code unknown_event{"HF1403", "an unknown event"};
inline constexpr Code unknown_form{"HF1404", "an unknown form"};
inline constexpr Code unknown_field{"HF1405", "an unknown field"};
inline constexpr Code unknown_role{"HF1406", "an unknown role"};
inline constexpr Code unknown_bucket{"HF1407", "an unknown bucket"};
inline constexpr Code unknown_calendar{"HF1408", "an unknown calendar"};
inline constexpr Code bad_hours{"HF1409", "text that is no range of hours, or ranges that overlap"};
inline constexpr Code bad_weekday{"HF1410", "text that is no day of the week or range of such days"};
inline constexpr Code bad_day_range{"HF1411", "text that is no range of days"};
inline constexpr Code builtin_type{"HF1412", "a built-in attribute declared with another type"};
inline constexpr Code unknown_hours{"HF1420", "unknown hours"};
inline constexpr Code unknown_workflow{"HF1422", "an unknown workflow"};
inline constexpr Code unknown_score{"HF1424", "an unknown score"};
inline constexpr Code bad_score{"HF1425", "a score that cannot be computed"};
inline constexpr Code unknown_duty{"HF1423", "an unknown duty of a workflow"};
inline constexpr Code unknown_festival{"HF1421", "a festival that the data set does not have"};

// HF15xx: expressions, choices, time.
inline constexpr Code wrong_type{"HF1501", "an expression of the wrong type"};
inline constexpr Code shadowed_name{"HF1502", "an enumeration name that also names something in scope"};
inline constexpr Code time_in_condition{"HF1503", "a standing condition that reads the time"};
inline constexpr Code decision_cycle{"HF1504", "decisions that depend on themselves"};
inline constexpr Code choice_value{"HF1505", "a choice names a value its expression never has"};
inline constexpr Code choice_gap{"HF1506", "a choice without a branch for some value"};
inline constexpr Code bad_span{"HF1507", "text that is no span of time"};
inline constexpr Code row_length{"HF1508", "a table row of the wrong length"};
inline constexpr Code role_misfit{"HF1509", "a role that cannot be resolved here"};
inline constexpr Code bad_time{"HF1510", "text that is no point in time"};
inline constexpr Code dmn_document{"HF1511", "a DMN document that is not found"};
inline constexpr Code dmn_decision{"HF1512", "a decision that the DMN model does not have, or that gives no tier"};
inline constexpr Code date_function{"HF1514", "a function of dates outside the date of a rule"};
inline constexpr Code dmn_input{"HF1513", "an input of a DMN decision that has no value, or does not exist"};

// HF16xx: rules.
inline constexpr Code does_nothing{"HF1601", "a rule that neither owes nor does anything"};
inline constexpr Code due_missing{"HF1602", "a due that must be written"};
inline constexpr Code starts_itself{"HF1603", "a rule that starts itself, directly or through others"};
inline constexpr Code effect_kind{"HF1604", "an effect without exactly one kind"};
inline constexpr Code unknown_rule{"HF1605", "an unknown rule"};
inline constexpr Code plan_order{"HF1621", "an order of work or a capacity that plans cannot use"};
inline constexpr Code days_without_bucket{"HF1622", "days that no bucket of a rule holds"};
inline constexpr Code capacity_exceeded{"HF1623", "more is owed than the capacity holds"};
inline constexpr Code capacity_estimate{"HF1624", "how much the capacity holds"};
inline constexpr Code never_true{"HF1641", "a condition that is never true"};
inline constexpr Code branch_unreached{"HF1642", "a branch that no value reaches"};
inline constexpr Code step_unreached{"HF1643", "a step that nothing starts"};
inline constexpr Code tier_owes_nothing{"HF1644", "a tier in which no rule applies"};
inline constexpr Code dates_not_in_force{"HF1645", "a list of dates that all lie where the policy is not in force"};
inline constexpr Code season_never_met{"HF1646", "buckets that never end in the season they are for"};
inline constexpr Code nobody_can_be{"HF1647", "people that nobody can be"};
inline constexpr Code never_opened{"HF1648", "a workflow that nothing opens"};
inline constexpr Code deadline_without_source{"HF1649", "deadlines of a workflow without a clause"};
inline constexpr Code unknown_step{"HF1607", "an unknown step, or one that cannot be followed"};
inline constexpr Code bad_link{"HF1608", "a link that is no equality between the event and a fact of the subject"};
inline constexpr Code bad_overrides{"HF1609", "rules that override one another, or rules about another kind of subject"};
inline constexpr Code no_common_cause{"HF1610", "overrides between a rule that starts by date and one that does not"};
inline constexpr Code no_repetition{"HF1606", "a rule that would have to act without a moment to act at"};

inline constexpr Code unknown_points{"HF1651", "an unknown class of points"};
inline constexpr Code points_amount{"HF1652", "an amount that the class of points cannot hold"};
inline constexpr Code points_share{"HF1653", "text that is no share of an amount"};
inline constexpr Code points_pending{"HF1654", "points that would wait to be confirmed where they are reckoned again"};

inline constexpr Code assigned_attribute{"HF1630", "something that cannot be assigned, or not in this way"};

// HF17xx: parameters.
inline constexpr Code parameter_type{"HF1701", "an unknown parameter type"};
inline constexpr Code parameter_value{"HF1702", "a value that does not fit the parameter's type"};
inline constexpr Code parameter_required{"HF1703", "a required parameter has no value"};
inline constexpr Code unknown_parameter{"HF1704", "an unknown parameter"};
inline constexpr Code parameter_dates{"HF1705", "dated values that are not ascending by date"};
inline constexpr Code parameter_misfit{"HF1706", "a parameter of another type than this place takes"};
inline constexpr Code parameter_open{"HF1710", "the regulation is silent here and the default stands"};
inline constexpr Code parameter_unused{"HF1711", "a parameter that nothing uses"};

// HF18xx: event envelopes.
inline constexpr Code event_key{"HF1801", "a key of the envelope with a value it cannot have"};
inline constexpr Code event_missing{"HF1802", "a key of the envelope is missing"};
inline constexpr Code event_time{"HF1803",
                                 "text that is no date and time, or outside the years 1400 to 9999"};

// HF185x: several policies in one book.
inline constexpr Code vocabulary_differs{"HF1851", "policies of one book declare the same name differently"};
inline constexpr Code calendar_differs{"HF1852", "policies of one book have different zones or calendars"};
inline constexpr Code assigned_twice{"HF1853", "policies of one book both say who owns the same subjects"};
inline constexpr Code overrides_nothing{"HF1854", "a rule overrides a rule that a policy of the book does not have"};
inline constexpr Code bad_where{"HF1855", "the condition of a binding cannot be used"};
inline constexpr Code vocabulary_form{"HF1857", "a shared vocabulary holds something else than what policies share"};
inline constexpr Code start_one_another{"HF1858", "rules of several policies of one book start one another without end"};
inline constexpr Code override_one_another{"HF1859", "rules of several policies of one book override one another"};
inline constexpr Code points_differ{"HF1860", "policies bound together keep a class of points in different ways"};
inline constexpr Code binding_form{"HF1856", "a binding that is not written as bindings are"};

// HF19xx: what the language has and this version does not run. Never silently ignored.
inline constexpr Code later_steps{"HF1909", "steps of a rule that starts by date and repeats are not supported by this version"};
inline constexpr Code later_event{"HF1920", "this event, or part of it, is not supported by this version"};
inline constexpr Code later_choice{"HF1921", "a choice here is not supported by this version"};
inline constexpr Code later_parameter{"HF1922", "this use of a parameter is not supported by this version"};
inline constexpr Code later_envelope{"HF1923", "this key of the envelope is not supported by this version"};

}  // namespace code
}  // namespace huifang::loader
