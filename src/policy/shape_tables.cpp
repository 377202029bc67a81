#include "policy/report_shape.hpp"

namespace huifang::loader {
namespace {

using Holds = KeyShape::Holds;
constexpr std::uint8_t text_or_object = text_kind | object_kind;
constexpr std::uint8_t text_or_list = text_kind | list_kind;

// One key a line reads as the table it is.
// clang-format off

// Shapes refer to one another, so they are declared first.
extern const Shape owe, need, effect, state, level;

constexpr KeyShape label{"label", text_or_object};
constexpr KeyShape labels{"labels", object_kind};
constexpr KeyShape locked{"locked", boolean_kind};
constexpr KeyShape source{"source", text_kind};
constexpr KeyShape any_value{"", any_kind};

constexpr KeyShape parameter_keys[] = {
    {"type", text_or_list}, {"default"}, {"value"}, {"required", boolean_kind}, source, label, labels, locked};
constexpr Shape parameter{"parameter", parameter_keys};

constexpr KeyShape type_keys[] = {{"type", text_or_list}, {"scale", number_kind}, {"null", boolean_kind},
                                  label, labels, locked};
constexpr Shape type{"type", type_keys};
constexpr KeyShape typed{"", text_or_list | object_kind, nullptr, Holds::items, &type};

constexpr KeyShape entity_keys[] = {label, locked};
constexpr Shape entity{"entity", entity_keys, &typed};

constexpr KeyShape event_keys[] = {{"contact", boolean_kind}, {"counts", text_kind},
                                   {"hours", text_or_list}, label, locked};
constexpr Shape event{"event", event_keys, &typed};

constexpr KeyShape fields_keys[] = {locked};
constexpr Shape fields{"fields", fields_keys, &typed};

constexpr KeyShape scale_keys[] = {
    {"choice", list_kind}, {"multiple", list_kind}, {"shares", number_kind | text_kind},
    {"of", list_kind}, {"at_most", boolean_kind | text_kind}, {"places", number_kind | text_kind}};
constexpr Shape scale{"scale", scale_keys};
constexpr KeyShape item_keys[] = {
    {"scale", text_or_object, nullptr, Holds::items, &scale}, {"weight", number_kind | text_kind}, {"group", text_kind},
    {"reversed", boolean_kind | text_kind}, {"shown_when", text_kind}, {"times", number_kind | text_kind}, source, label, labels};
constexpr Shape item{"item", item_keys};
constexpr KeyShape item_value{"", number_kind | text_kind | object_kind, nullptr, Holds::items, &item};
constexpr Shape items{"items", {}, &item_value};
constexpr KeyShape once_keys[] = {{"by", text_kind}, {"keep", text_kind}};
constexpr Shape once{"once", once_keys};

constexpr KeyShape form_keys[] = {
    {"about", text_kind},
    {"fields", object_kind, nullptr, Holds::object, &fields},
    {"required", list_kind},
    {"items", object_kind, nullptr, Holds::object, &items},
    {"scale", text_or_object, nullptr, Holds::items, &scale},
    {"weights", text_kind | list_kind | object_kind},
    {"required_when", object_kind},
    {"signed_by", list_kind | object_kind},
    {"valid", text_or_object},
    {"once", object_kind, nullptr, Holds::object, &once},
    source, label, locked};
constexpr Shape form{"form", form_keys};

constexpr KeyShape day_keys[] = {{"open", boolean_kind}, {"name", text_kind}, {"hours", text_or_list}};
constexpr Shape day{"day", day_keys};
constexpr KeyShape day_value{"", text_or_list | object_kind, nullptr, Holds::items, &day};
constexpr Shape days{"days", {}, &day_value};

constexpr KeyShape hours_value{"", text_or_list};
constexpr Shape weekly_hours{"weekly_hours", {}, &hours_value};

constexpr KeyShape ranges_value{"", text_or_list};
constexpr KeyShape season_keys[] = {label, labels, locked};
constexpr Shape season_set{"season_set", season_keys, &ranges_value};

constexpr KeyShape bucket_keys[] = {{"week_from", text_kind}, {"ranges", text_or_list}, label, locked};
constexpr Shape bucket{"bucket", bucket_keys};

constexpr KeyShape named_hours_value{"", text_or_list | object_kind, nullptr, Holds::items, &weekly_hours};
constexpr Shape named_hours{"named_hours", {}, &named_hours_value};

constexpr KeyShape date_list_keys[] = {{"from", text_kind}, {"only", text_or_list}, label, locked};
constexpr Shape date_list{"date_list", date_list_keys};
constexpr KeyShape date_list_value{"", text_or_list | object_kind, nullptr, Holds::items, &date_list};
constexpr Shape date_lists{"date_lists", {}, &date_list_value};

constexpr KeyShape layer_keys[] = {
    {"weekly", text_or_list},
    {"working_hours", object_kind, nullptr, Holds::object, &weekly_hours},
    {"days", object_kind, nullptr, Holds::object, &days},
    source, label, locked};
constexpr Shape layer{"layer", layer_keys};
constexpr KeyShape layer_value{"", object_kind, nullptr, Holds::object, &layer};
constexpr Shape layers{"layers", {}, &layer_value};
constexpr KeyShape overlay_value{"", text_or_object, nullptr, Holds::items, &layers};
constexpr Shape overlay{"overlay", {}, &overlay_value};

constexpr KeyShape calendar_keys[] = {
    {"use", text_kind | null_kind},
    {"weekly", text_or_list},
    {"working_hours", object_kind, nullptr, Holds::object, &weekly_hours},
    {"days", object_kind, nullptr, Holds::object, &days},
    {"seasons", object_kind, nullptr, Holds::map, &season_set},
    {"buckets", object_kind, nullptr, Holds::map, &bucket},
    {"hours", object_kind, nullptr, Holds::object, &named_hours},
    {"overlay", object_kind, nullptr, Holds::object, &overlay},
    {"dates", object_kind, nullptr, Holds::object, &date_lists}};
constexpr Shape calendar{"calendar", calendar_keys};

constexpr KeyShape measure_keys[] = {
    {"for", text_kind},
    {"count", text_or_list}, {"last", text_or_list}, {"sum", text_or_list},
    {"first", text_or_list}, {"mean", text_or_list},
    {"min", text_or_list}, {"max", text_or_list},
    {"streak", text_or_list}, {"per", text_kind},
    {"where", text_kind}, {"of", text_kind}, {"distinct", text_kind}, {"over", text_or_list},
    source, label, locked};
constexpr Shape measure{"measure", measure_keys};

constexpr KeyShape row_keys[] = {{"row", list_kind}, source};
constexpr Shape row{"row", row_keys};
constexpr KeyShape output_keys[] = {{"name", text_kind}, {"values", list_kind}, {"default"}};
constexpr Shape output{"output", output_keys};

constexpr KeyShape decision_keys[] = {
    {"for", text_kind}, {"is", text_kind}, {"inputs", list_kind},
    {"rows", list_kind, nullptr, Holds::items, &row},
    {"outputs", list_kind, nullptr, Holds::items, &output},
    {"hit", text_kind}, {"dmn", text_kind}, {"decision", text_kind}, {"given", object_kind},
    source, label, labels, locked};
constexpr Shape decision{"decision", decision_keys};

constexpr KeyShape tier_keys[] = {
    {"for", text_kind}, {"inputs", list_kind}, {"rows", list_kind, nullptr, Holds::items, &row},
    {"dmn", text_kind}, {"decision", text_kind}, {"given", object_kind},
    {"bands", object_kind}, {"margin", number_kind | text_kind}, {"review", text_kind}, {"stay", text_kind},
    {"rank_by", text_kind}, {"share", number_kind | text_kind}, {"ties", text_kind},
    {"set_by", text_or_list}, {"values", list_kind},
    source, label, labels, locked};
constexpr Shape tier{"tier", tier_keys};

constexpr KeyShape role_keys[] = {{"is", text_kind}, source, label, locked};
constexpr Shape role{"role", role_keys};
constexpr KeyShape role_value{"", text_or_object, nullptr, Holds::items, &role};
constexpr Shape roles{"roles", {}, &role_value};

constexpr KeyShape need_keys[] = {
    {"event", text_kind}, {"form", text_kind}, {"where", text_kind},
    {"times", number_kind | text_kind, nullptr, Holds::value, nullptr, true},
    {"distinct", text_kind}, {"by", text_kind},
    {"any", list_kind, nullptr, Holds::items, &need},
    {"each_of", text_kind}};
constexpr Shape need{"need", need_keys};

constexpr KeyShape extend_keys[] = {{"to", text_kind}, {"by", text_kind}, {"reason", boolean_kind}};
constexpr Shape extend{"extend", extend_keys};

constexpr KeyShape owe_keys[] = {
    {"need", text_or_list | object_kind, nullptr, Holds::items, &need},
    {"owner", text_kind, nullptr, Holds::value, nullptr, true},
    {"responsible", text_kind},
    {"strict", boolean_kind}, {"purpose", text_kind},
    {"opens", text_kind},
    {"due", text_kind, nullptr, Holds::value, nullptr, true},
    {"roll", text_kind, nullptr, Holds::value, nullptr, true},
    {"early", boolean_kind}, {"after_due", text_kind},
    {"waive", text_or_list},
    {"hours", text_or_list}, {"shared", boolean_kind},
    {"ladder", list_kind, nullptr, Holds::items, &level}, {"rebase", text_kind},
    {"extend", object_kind, nullptr, Holds::object, &extend}};
constexpr Shape owe{"owe", owe_keys};

constexpr KeyShape assign_keys[] = {
    {"all_of", text_kind}, {"for", text_kind}, {"to", text_kind}, {"among", text_kind}, {"by", text_kind},
    {"approve", text_kind}, {"reason", text_kind}, {"at", text_kind}};
constexpr Shape assign{"assign", assign_keys};

constexpr KeyShape post_keys[] = {{"class", text_kind}, {"amount", number_kind | text_kind}, {"to", object_kind}, {"pending", text_kind}};
constexpr Shape post{"post", post_keys};

constexpr KeyShape effect_keys[] = {
    {"when", text_kind}, {"flag", text_kind},
    {"notify", text_or_list, nullptr, Holds::value, nullptr, true},
    {"raise", text_kind}, {"data", object_kind},
    {"set", object_kind}, {"assign", object_kind, nullptr, Holds::object, &assign},
    {"post", object_kind, nullptr, Holds::object, &post}, {"reverse", text_kind},
    {"open", text_or_list, nullptr, Holds::value, nullptr, true},
    {"void", text_kind},
    {"send", text_kind, nullptr, Holds::value, nullptr, true},
    {"channel", text_kind}, {"purpose", text_kind},
    {"request", text_kind, nullptr, Holds::value, nullptr, true}};
constexpr Shape effect{"effect", effect_keys};

constexpr KeyShape level_keys[] = {
    {"at", text_kind}, {"when", text_kind}, {"do", list_kind, nullptr, Holds::items, &effect}, source, label};
constexpr Shape level{"level", level_keys};

constexpr KeyShape until_keys[] = {{"date", text_kind}};
constexpr Shape until{"until", until_keys};

constexpr KeyShape step_keys[] = {
    {"when", text_kind}, {"after", text_kind}, {"on", text_or_list},
    {"every", text_kind, nullptr, Holds::value, nullptr, true},
    {"owe", object_kind, nullptr, Holds::object, &owe},
    {"do", list_kind, nullptr, Holds::items, &effect}, source, label, locked};
constexpr Shape step{"step", step_keys};

constexpr KeyShape rule_keys[] = {
    {"for", text_kind}, {"when", text_kind}, {"link", text_kind},
    {"on", text_or_list}, {"date", text_or_list},
    {"each", text_kind, nullptr, Holds::value, nullptr, true},
    {"every", text_kind, nullptr, Holds::value, nullptr, true},
    {"until", text_or_list | object_kind, nullptr, Holds::items, &until},
    {"again", text_kind}, {"partial", text_kind}, {"max", number_kind},
    {"catch_up", text_kind},
    {"steps", object_kind, nullptr, Holds::map, &step},
    {"owe", object_kind, nullptr, Holds::object, &owe},
    {"do", list_kind, nullptr, Holds::items, &effect}, {"at", text_kind},
    {"overrides", text_or_list}, locked, source, label};
constexpr Shape rule{"rule", rule_keys};

constexpr KeyShape owner_keys[] = {
    {"from", text_kind, nullptr, Holds::value, nullptr, true},
    {"rotation", text_kind, nullptr, Holds::value, nullptr, true},
    {"least_load", text_kind, nullptr, Holds::value, nullptr, true},
    {"first_receiver", text_or_list}, {"on", text_or_list}, {"when", text_kind},
    {"never", text_kind}, {"superior", text_kind}, source, label};
constexpr Shape ownership{"ownership", owner_keys};
constexpr std::uint8_t source_kinds = text_or_list | object_kind;
constexpr KeyShape ownership_value{"", source_kinds, nullptr, Holds::items, &ownership};
constexpr KeyShape holders_keys[] = {{"least", number_kind | text_kind}, {"from", source_kinds, nullptr, Holds::items, &ownership}};
constexpr Shape holders{"holders", holders_keys};
constexpr KeyShape assignment_keys[] = {
    {"owner", source_kinds, nullptr, Holds::items, &ownership, true},
    {"holders", number_kind | text_kind | object_kind, nullptr, Holds::object, &holders},
    {"cover", text_kind}, {"follow_up", text_kind}, source, label, locked};
constexpr Shape assignment{"assignment", assignment_keys, &ownership_value};

constexpr KeyShape eligibility_keys[] = {
    {"inputs", list_kind}, {"rows", list_kind, nullptr, Holds::items, &row}, {"hit", text_kind}, source, locked};
constexpr Shape eligibility{"eligibility", eligibility_keys};

constexpr KeyShape missing_keys[] = {{"impute", number_kind | text_kind}, {"most", number_kind | text_kind}, {"renormalise", number_kind | text_kind}};
constexpr Shape missing{"missing", missing_keys};
constexpr KeyShape score_keys[] = {
    {"for", text_kind}, {"form", text_kind}, {"items", list_kind}, {"is", text_kind}, {"merge", object_kind},
    {"by", list_kind},
    {"missing", text_or_object, nullptr, Holds::items, &missing}, {"weights", object_kind}, {"to_100", text_kind}, {"bands", object_kind},
    source, label, labels, locked};
constexpr Shape score{"score", score_keys};

constexpr KeyShape state_owe_keys[] = {
    {"need", text_or_list | object_kind, nullptr, Holds::items, &need},
    {"owner", text_kind, nullptr, Holds::value, nullptr, true},
    {"responsible", text_kind},
    {"strict", boolean_kind}, {"purpose", text_kind},
    {"opens", text_kind},
    {"due", text_kind, nullptr, Holds::value, nullptr, true},
    {"roll", text_kind, nullptr, Holds::value, nullptr, true},
    {"early", boolean_kind}, {"after_due", text_kind},
    {"waive", text_or_list},
    {"hours", text_or_list}, {"shared", boolean_kind},
    {"ladder", list_kind, nullptr, Holds::items, &level}, {"rebase", text_kind},
    {"extend", object_kind, nullptr, Holds::object, &extend},
    {"reopen", text_kind}, source, label};
constexpr Shape state_owe{"state_owe", state_owe_keys};
constexpr KeyShape state_keys[] = {
    {"type", text_kind}, {"initial", text_or_list | object_kind}, {"states", object_kind, nullptr, Holds::map, &state},
    {"owe", object_kind, nullptr, Holds::map, &state_owe}, {"on", object_kind | list_kind}, {"always", text_or_list | object_kind},
    {"after", object_kind}, {"entry", list_kind | object_kind, nullptr, Holds::items, &effect},
    {"exit", list_kind | object_kind, nullptr, Holds::items, &effect}, {"pauses", list_kind | boolean_kind},
    {"history", text_kind}, {"target", text_or_list}, {"do", list_kind | object_kind, nullptr, Holds::items, &effect},
    {"title", text_kind}, source, label};
constexpr Shape state{"state", state_keys};
constexpr KeyShape workflow_keys[] = {
    {"about", text_kind}, {"one_per", text_kind},
    {"owner", text_kind, nullptr, Holds::value, nullptr, true}, {"default_owner", text_kind}, {"correlate", text_kind},
    {"facts", object_kind, nullptr, Holds::object, &fields},
    {"initial", text_or_list | object_kind}, {"states", object_kind, nullptr, Holds::map, &state}, {"title", text_kind}, source, label, locked};
constexpr Shape workflow{"workflow", workflow_keys};

constexpr KeyShape point_keys[] = {
    {"decimals", number_kind}, {"period", text_kind}, {"below", text_kind},
    {"cap", number_kind | text_kind}, {"floor", number_kind | text_kind},
    {"close", text_kind}, {"held", text_kind}, {"expires", text_kind}, {"by", text_or_list}, source, label, locked};
constexpr Shape point_class{"point_class", point_keys};

constexpr KeyShape plan_keys[] = {{"order", list_kind}, {"capacity", number_kind}, {"group", text_or_list}, source};
constexpr Shape plan{"plan", plan_keys};

constexpr KeyShape policy_keys[] = {
    {"$schema", text_kind},
    {"huifang", number_kind}, {"policy", text_kind}, {"version", text_kind}, {"title", text_or_object},
    source, {"effective", text_kind}, {"zone", text_kind},
    {"uses", text_or_list},
    {"extends", text_kind}, {"root", text_kind}, {"documents", object_kind},
    {"params", object_kind, nullptr, Holds::map, &parameter},
    {"facts", object_kind, nullptr, Holds::map, &entity},
    {"events", object_kind, nullptr, Holds::map, &event},
    {"forms", object_kind, nullptr, Holds::map, &form},
    {"calendar", object_kind, nullptr, Holds::object, &calendar},
    {"measures", object_kind, nullptr, Holds::map, &measure},
    {"decisions", object_kind, nullptr, Holds::map, &decision},
    {"tiers", object_kind, nullptr, Holds::map, &tier},
    {"scores", object_kind, nullptr, Holds::map, &score},
    {"roles", object_kind, nullptr, Holds::object, &roles},
    {"assignment", object_kind, nullptr, Holds::map, &assignment},
    {"eligibility", object_kind, nullptr, Holds::object, &eligibility},
    {"rules", object_kind, nullptr, Holds::map, &rule},
    {"workflows", object_kind, nullptr, Holds::map, &workflow},
    {"points", object_kind, nullptr, Holds::map, &point_class},
    {"plan", object_kind, nullptr, Holds::object, &plan},
    {"reports", object_kind, nullptr, Holds::map, &report_shapes::report}};
constexpr Shape policy{"policy", policy_keys};

// Data of events: no part of the document.
constexpr KeyShape roster_keys[] = {
    {"weekly", text_or_list},
    {"working_hours", object_kind, nullptr, Holds::object, &weekly_hours},
    {"days", object_kind, nullptr, Holds::object, &days},
    {"from", text_kind | null_kind}, {"reason", text_kind | null_kind}};
constexpr Shape roster{"roster", roster_keys};
constexpr KeyShape data_set_keys[] = {
    {"name", text_kind}, {"version", text_kind}, {"covered", text_kind}, source,
    {"days", object_kind, nullptr, Holds::object, &days}};
constexpr Shape data_set{"data_set", data_set_keys};

constexpr const Shape* shapes[] = {
    &policy, &parameter, &type, &entity, &event, &fields, &scale, &item, &items, &once, &form, &missing, &calendar, &weekly_hours, &days, &day,
    &named_hours, &date_lists, &date_list, &overlay, &layers, &layer, &season_set,
    &bucket, &measure, &decision, &row, &output, &tier, &roles, &role, &rule, &step, &until, &owe, &need, &extend,
    &effect, &post, &level, &assign, &assignment, &ownership, &holders, &eligibility, &score, &workflow, &state, &state_owe, &point_class, &plan,
    &report_shapes::report, &report_shapes::metric, &report_shapes::growth, &report_shapes::breakdown, &report_shapes::ranking,
    &report_shapes::check, &report_shapes::words};

}  // namespace

const Shape& policy_shape() { return policy; }
const Shape& roster_shape() { return roster; }
const Shape& data_set_shape() { return data_set; }
std::span<const Shape* const> all_shapes() { return shapes; }

}  // namespace huifang::loader
