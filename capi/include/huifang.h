/**
 * @file huifang.h
 * The C API of huifang: a company's customer-care regulations as data.
 *
 * Events happen, rules decide, duties are owed, events fulfil them. A host compiles a policy document, opens a book
 * (one SQLite file), records events, lets time pass, and asks which duties stand and why:
 *
 *     huifang_policy *policy = NULL;
 *     huifang_book *book = NULL;
 *     huifang_error *error = NULL;
 *     if (huifang_policy_load_file("policy.json", HUIFANG_TO_NUL, NULL, &policy, &error) != HUIFANG_OK ||
 *         huifang_book_open("care.db", HUIFANG_TO_NUL, NULL, &book, &error) != HUIFANG_OK)
 *       fprintf(stderr, "%s\n", huifang_error_message(error, NULL));
 *
 * Rules that hold for every function; a comment below only names what differs.
 *
 * - Status. A function that can fail returns a huifang_status. HUIFANG_ERR_ARGUMENT (a NULL that is not allowed, text
 *   that is not UTF-8, an option out of range), HUIFANG_ERR_NOMEM and HUIFANG_ERR_INTERNAL are possible everywhere.
 *   No C++ exception leaves the library, and a failed call changes nothing.
 * - Errors. The last parameter receives an error object with every diagnostic, or may be NULL. It is set to NULL first
 *   and stays NULL on success and when memory is short. The caller releases it with huifang_error_free().
 * - Out parameters are set to NULL or 0 first, so that after a failure they hold nothing to release.
 * - Handles are opaque. Each has one release function, which takes NULL. `huifang_x *` results are owned by the caller;
 *   `const huifang_x *` and `const char *` results are borrowed from the handle they were asked from, and live as long.
 * - Texts going in are UTF-8 with a length in bytes, or HUIFANG_TO_NUL for text that ends in NUL. NULL with length 0
 *   is the empty text. They are borrowed for the call. Texts coming out are UTF-8, end in NUL, and are never NULL;
 *   where there is a `size` parameter it may be NULL or receives the length in bytes without that NUL.
 * - Accessors without a status never fail: asked of NULL, or with an index out of range, they answer "", 0, false,
 *   NULL or HUIFANG_NO_INSTANT. Counts are counts, indices start at 0.
 * - Option structs start with `struct_size`. Start from their INIT macro; zero is the default of every field. Fields
 *   the caller's header did not have take their defaults. Bytes this library does not know must be zero.
 * - Moments are huifang_instant: UTC microseconds since 1970. Due instants and query bounds are inclusive.
 * - Threads. "any" means: from any number of threads at once, with the same handles. "alone" means: no other call may
 *   use the same non-const handle at that time; different handles never disturb one another. Accessors are "any".
 * - Callbacks run on the calling thread, before the call returns, and must not use the handle of that call. `destroy`
 *   (may be NULL) is called once with `user_data` before the call returns, whatever it returns.
 * - Nothing reads a clock, the locale, the environment or the current directory (relative file names apart).
 *
 * Since: 0.1.0, unless a comment says otherwise.
 */
#ifndef HUIFANG_H
#define HUIFANG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32) && defined(HUIFANG_BUILDING_C_LIBRARY)
#define HUIFANG_API __declspec(dllexport)
#elif defined(_WIN32)
#define HUIFANG_API __declspec(dllimport)
#elif defined(__GNUC__)
#define HUIFANG_API __attribute__((visibility("default")))
#else
#define HUIFANG_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------------------------------------------------ library */

/** Version of this header. huifang_version() tells the version of the library that is linked. */
#define HUIFANG_VERSION_MAJOR 0
#define HUIFANG_VERSION_MINOR 1
#define HUIFANG_VERSION_PATCH 0
/** ABI of this header: raised when a compiled host must be compiled again. Compare with huifang_abi_version(). */
#define HUIFANG_ABI_VERSION 0

/** Length of a text that ends in NUL. */
#define HUIFANG_TO_NUL ((size_t)-1)

/** What a call came to. Frozen values, the same as huifang::ErrorKind in C++; new ones are appended. */
typedef int32_t huifang_status;
enum {
  HUIFANG_OK = 0,
  HUIFANG_ERR_SYNTAX = 1,     /**< The text is not in its format (JSON, CSV, FEEL, time text, UTF-8). */
  HUIFANG_ERR_POLICY = 2,     /**< Well-formed, but refused: unknown key or name, wrong type, missing value. */
  HUIFANG_ERR_RANGE = 3,      /**< Outside the calendar's coverage or the years 1400 to 9999; no open time. */
  HUIFANG_ERR_NOMEM = 4,      /**< Out of memory. No error object is made. */
  HUIFANG_ERR_ARGUMENT = 5,   /**< A call that cannot be made: NULL, an unknown name, an option out of range. */
  HUIFANG_ERR_LIMIT = 6,      /**< An explicit limit was exceeded; the diagnostic names it. */
  HUIFANG_ERR_CONFLICT = 7,   /**< Same id with other content, time going backwards, a claim that does not fit. */
  HUIFANG_ERR_STORAGE = 8,    /**< The database cannot be opened, read or written, or has another schema. */
  HUIFANG_ERR_EVALUATION = 9, /**< An expression failed on these inputs. */
  HUIFANG_ERR_INTERNAL = 99   /**< A defect in huifang; please report the message. */
};

/** A moment: microseconds since 1970-01-01T00:00:00Z, without leap seconds; years 1400 to 9999. */
typedef int64_t huifang_instant;
/** No moment: an absent due, a fact that is still in force. */
#define HUIFANG_NO_INSTANT INT64_MIN

/** A civil date: days since 1970-01-01 (proleptic Gregorian); years 1400 to 9999. */
typedef int32_t huifang_date;

typedef struct huifang_string huifang_string;               /**< A text the caller owns. Immutable. */
typedef struct huifang_error huifang_error;                 /**< Why a call failed. Immutable. */
typedef struct huifang_diagnostic huifang_diagnostic;       /**< One finding; always borrowed. */
typedef struct huifang_diagnostics huifang_diagnostics;     /**< A list of findings. Immutable. */
typedef struct huifang_value huifang_value;                 /**< A typed value. Immutable. */
typedef struct huifang_dmn huifang_dmn;                     /**< A DMN model. Immutable; share it. */
typedef struct huifang_dmn_outcome huifang_dmn_outcome;     /**< What an evaluation came to. Immutable. */
typedef struct huifang_plan huifang_plan;                   /**< Visits on days and people. Immutable. */
typedef struct huifang_report huifang_report;               /**< Figures and what does not add up. Immutable. */
typedef struct huifang_outcome huifang_outcome;             /**< What an expression came to. Immutable. */
typedef struct huifang_zone huifang_zone;                   /**< An IANA time zone. Immutable. */
typedef struct huifang_calendar huifang_calendar;           /**< Working days and hours. Immutable. */
typedef struct huifang_source huifang_source;               /**< Where a callback puts a document. */
typedef struct huifang_decision huifang_decision;           /**< A compiled decision table. Immutable; share it. */
typedef struct huifang_policy huifang_policy;               /**< A compiled regulation. Immutable; share it. */
typedef struct huifang_event huifang_event;                 /**< An event being put together. */
typedef struct huifang_book huifang_book;                   /**< An open book; one thread at a time. */
typedef struct huifang_record_result huifang_record_result; /**< What an event did. Immutable. */
typedef struct huifang_contact_answer huifang_contact_answer; /**< Whether a contact is allowed. Immutable. */
typedef struct huifang_duty huifang_duty;                   /**< A duty as it stood; always borrowed. */
typedef struct huifang_duties huifang_duties;               /**< A list of duties. Immutable. */
typedef struct huifang_tier huifang_tier;                   /**< A tier from a date on; always borrowed. */
typedef struct huifang_tiers huifang_tiers;                 /**< A list of tiers. Immutable. */
typedef struct huifang_effect huifang_effect;               /**< A row of the outbox; always borrowed. */
typedef struct huifang_effects huifang_effects;             /**< A list of effects. Immutable. */
typedef struct huifang_binding huifang_binding;             /**< A policy in force in a book, and for whom; always borrowed. */
typedef struct huifang_bindings huifang_bindings;           /**< A list of bindings. Immutable. */
typedef struct huifang_count huifang_count;                 /**< Duties of one rule and month; always borrowed. */
typedef struct huifang_counts huifang_counts;               /**< A list of counts. Immutable. */
typedef struct huifang_verify_report huifang_verify_report; /**< What a replay found. Immutable. */
typedef struct huifang_log_mapping huifang_log_mapping;     /**< How records become events. Immutable; share it. */
typedef struct huifang_log_inputs huifang_log_inputs;       /**< Logs that are to be read together. */
typedef struct huifang_log huifang_log;                     /**< Events of logs in time order. */
typedef struct huifang_test_report huifang_test_report;     /**< What policy tests came to. Immutable. */
typedef struct huifang_test huifang_test;                   /**< One test and how it went; always borrowed. */

/** Called with the user_data of a callback when it is no longer needed. */
typedef void (*huifang_destroy)(void *user_data);

/** "major.minor.patch" of the library that is linked. Static. Threads: any. */
HUIFANG_API const char *huifang_version(void);
/** HUIFANG_ABI_VERSION of the library that is linked. Threads: any. */
HUIFANG_API uint32_t huifang_abi_version(void);
/** "ok", "syntax", "policy" … for logs; "unknown" for a number that is no status. Static. Threads: any. */
HUIFANG_API const char *huifang_status_name(huifang_status status);

/* -------------------------------------------------------------------------------------------------- texts */

/** The text. Threads: any. */
HUIFANG_API const char *huifang_string_data(const huifang_string *string);
/** Its length in bytes, without the NUL. Threads: any. */
HUIFANG_API size_t huifang_string_size(const huifang_string *string);
/** Release a text. Threads: alone. */
HUIFANG_API void huifang_string_free(huifang_string *string);

/* ----------------------------------------------------------------------------------- errors and diagnostics */

enum { HUIFANG_SEVERITY_ERROR = 0, HUIFANG_SEVERITY_WARNING = 1, HUIFANG_SEVERITY_NOTE = 2 };

/** The status that was returned with it; HUIFANG_OK for NULL. Threads: any. */
HUIFANG_API huifang_status huifang_error_status(const huifang_error *error);
/** All diagnostics, one a line, for people. "" for NULL. Threads: any. */
HUIFANG_API const char *huifang_error_message(const huifang_error *error, size_t *size);
/** Number of diagnostics; at least 1 for an error. Threads: any. */
HUIFANG_API size_t huifang_error_count(const huifang_error *error);
/** A diagnostic, in document order; borrowed from the error. Threads: any. */
HUIFANG_API const huifang_diagnostic *huifang_error_diagnostic(const huifang_error *error, size_t index);
/** Release an error. Threads: alone. */
HUIFANG_API void huifang_error_free(huifang_error *error);

/** Number of findings. Threads: any. */
HUIFANG_API size_t huifang_diagnostics_count(const huifang_diagnostics *list);
/** A finding, borrowed from the list. Threads: any. */
HUIFANG_API const huifang_diagnostic *huifang_diagnostics_item(const huifang_diagnostics *list, size_t index);
/** Release a list of findings. Threads: alone. */
HUIFANG_API void huifang_diagnostics_free(huifang_diagnostics *list);

/** Stable identity, "HF" and four digits. Threads: any. */
HUIFANG_API const char *huifang_diagnostic_code(const huifang_diagnostic *diagnostic, size_t *size);
/** HUIFANG_SEVERITY_…; HUIFANG_SEVERITY_NOTE for NULL. Threads: any. */
HUIFANG_API int32_t huifang_diagnostic_severity(const huifang_diagnostic *diagnostic);
/** One English sentence, without the fields below. Threads: any. */
HUIFANG_API const char *huifang_diagnostic_message(const huifang_diagnostic *diagnostic, size_t *size);
/** Name of the document or log as the caller gave it, or "". Threads: any. */
HUIFANG_API const char *huifang_diagnostic_file(const huifang_diagnostic *diagnostic, size_t *size);
/** JSON pointer (RFC 6901) into the document, or "". Threads: any. */
HUIFANG_API const char *huifang_diagnostic_pointer(const huifang_diagnostic *diagnostic, size_t *size);
/** Line, from 1; 0 = unknown. Threads: any. */
HUIFANG_API int64_t huifang_diagnostic_line(const huifang_diagnostic *diagnostic);
/** Column in Unicode code points, from 1; 0 = unknown. Threads: any. */
HUIFANG_API int64_t huifang_diagnostic_column(const huifang_diagnostic *diagnostic);
/** Byte offset in the text that was read, from 0; -1 = unknown. Threads: any. */
HUIFANG_API int64_t huifang_diagnostic_offset(const huifang_diagnostic *diagnostic);
/** What stands there, shortened to 80 characters, or "". Threads: any. */
HUIFANG_API const char *huifang_diagnostic_found(const huifang_diagnostic *diagnostic, size_t *size);
/** What may stand there, or "". Threads: any. */
HUIFANG_API const char *huifang_diagnostic_expected(const huifang_diagnostic *diagnostic, size_t *size);
/** The nearest valid name, or "". Threads: any. */
HUIFANG_API const char *huifang_diagnostic_suggestion(const huifang_diagnostic *diagnostic, size_t *size);

/* ------------------------------------------------------------------------------------------------- values */

/** Kind of a value. Frozen; new ones are appended. */
enum {
  HUIFANG_VALUE_NULL = 0,
  HUIFANG_VALUE_BOOLEAN = 1,
  HUIFANG_VALUE_NUMBER = 2, /**< exact decimal, up to 34 significant digits */
  HUIFANG_VALUE_STRING = 3,
  HUIFANG_VALUE_DATE = 4,
  HUIFANG_VALUE_TIME = 5,
  HUIFANG_VALUE_DATE_TIME = 6,
  HUIFANG_VALUE_DAYS_DURATION = 7,   /**< days, hours, minutes, seconds */
  HUIFANG_VALUE_MONTHS_DURATION = 8, /**< years and months */
  HUIFANG_VALUE_LIST = 9,
  HUIFANG_VALUE_CONTEXT = 10, /**< named entries in order */
  HUIFANG_VALUE_RANGE = 11,
  HUIFANG_VALUE_FUNCTION = 12,
  HUIFANG_VALUE_REFERENCE = 13 /**< a subject, e.g. customer c12 */
};

/**
 * A value from JSON text: null, booleans, exact numbers, strings, lists (arrays) and contexts (objects). Strings stay
 * strings; where a policy declares a date, recording converts them.
 * Comments are allowed. @return HUIFANG_OK; _SYNTAX (no JSON, a key twice, a number out of range); _LIMIT. Threads: any.
 */
HUIFANG_API huifang_status huifang_value_from_json(const char *json, size_t json_size, huifang_value **out,
                                                   huifang_error **error);
/**
 * A value from a FEEL expression without names: 12.50, @"2024-03-01", duration("P2D"), {a: [1, 2]}.
 * @return HUIFANG_OK; _SYNTAX or _POLICY (no such expression); _LIMIT; _EVALUATION (it fails). Threads: any.
 */
HUIFANG_API huifang_status huifang_value_from_feel(const char *text, size_t text_size, huifang_value **out,
                                                   huifang_error **error);
/** Another handle for the same value, e.g. to keep a borrowed one. Threads: any. */
HUIFANG_API huifang_status huifang_value_copy(const huifang_value *value, huifang_value **out, huifang_error **error);
/** Release a value. Threads: alone. */
HUIFANG_API void huifang_value_free(huifang_value *value);

/** HUIFANG_VALUE_…; HUIFANG_VALUE_NULL for NULL. Threads: any. */
HUIFANG_API int32_t huifang_value_kind(const huifang_value *value);
/** A boolean; false for any other kind. Threads: any. */
HUIFANG_API bool huifang_value_boolean(const huifang_value *value);
/**
 * A number as value × 10^scale, e.g. cents with scale 2; integers with scale 0.
 * @param scale Decimal places, [0, 18].
 * @return HUIFANG_OK; _RANGE when that is no integer of 64 bits; _ARGUMENT when it is no number. Threads: any.
 */
HUIFANG_API huifang_status huifang_value_scaled(const huifang_value *value, int32_t scale, int64_t *out,
                                                huifang_error **error);
/** The content of a string; "" for any other kind. Threads: any. */
HUIFANG_API const char *huifang_value_string(const huifang_value *value, size_t *size);
/** The entity of a reference ("customer"); "" for any other kind. Threads: any. */
HUIFANG_API const char *huifang_value_entity(const huifang_value *value, size_t *size);
/** The key of a reference ("c12"); "" for any other kind. Threads: any. */
HUIFANG_API const char *huifang_value_key(const huifang_value *value, size_t *size);
/** Items of a list or entries of a context; 0 for any other kind. Threads: any. */
HUIFANG_API size_t huifang_value_count(const huifang_value *value);
/** Item of a list, or value of an entry of a context; borrowed. Threads: any. */
HUIFANG_API const huifang_value *huifang_value_item(const huifang_value *value, size_t index);
/** Name of an entry of a context. Threads: any. */
HUIFANG_API const char *huifang_value_name(const huifang_value *value, size_t index, size_t *size);
/** Value of a context's entry by its name, borrowed; NULL when there is none. Threads: any. */
HUIFANG_API const huifang_value *huifang_value_find(const huifang_value *value, const char *name, size_t name_size);
/**
 * As people read it: 12.5, abc, 2024-03-01, P1DT2H; lists, contexts and ranges as FEEL writes them.
 * Numbers are exact and read back equal. Threads: any.
 */
HUIFANG_API huifang_status huifang_value_text(const huifang_value *value, huifang_string **out,
                                              huifang_error **error);
/** As FEEL writes it: 12.5, "abc", @"2024-03-01", [1, 2], {a: 1}. Threads: any. */
HUIFANG_API huifang_status huifang_value_feel(const huifang_value *value, huifang_string **out,
                                              huifang_error **error);
/**
 * As JSON: numbers in full, dates, times and durations as ISO 8601 strings, a reference as {"entity", "key"}, ranges
 * and functions as strings of FEEL. Threads: any.
 */
HUIFANG_API huifang_status huifang_value_json(const huifang_value *value, huifang_string **out,
                                              huifang_error **error);

/* --------------------------------------------------------------------------------------------------- FEEL */

/** How an expression treats nulls and errors. */
enum {
  HUIFANG_SEMANTICS_STRICT = 0, /**< policies: missing, wrong type and error are kept apart */
  HUIFANG_SEMANTICS_DMN = 1     /**< .dmn files: errors become null */
};

/** What an expression came to. Frozen; new ones are appended. */
enum {
  HUIFANG_OUTCOME_OK = 0,         /**< there is a result; it may be null */
  HUIFANG_OUTCOME_UNDECIDED = 1,  /**< null, because an input is null or missing */
  HUIFANG_OUTCOME_WRONG_TYPE = 2, /**< an operator or function met a type it does not take */
  HUIFANG_OUTCOME_ERROR = 3       /**< division by zero, overflow, a limit, a failed conversion */
};

/** Options of huifang_feel_evaluate(). Zero means the default. */
typedef struct huifang_feel_options {
  uint32_t struct_size;      /**< sizeof(huifang_feel_options) of the caller */
  int32_t semantics;         /**< HUIFANG_SEMANTICS_…; default strict */
  uint64_t text_bytes_max;   /**< expression text; default 65,536 */
  uint64_t steps_max;        /**< evaluation steps; default 1,000,000 */
  uint64_t list_items_max;   /**< items of a list that is made; default 1,000,000 */
  uint64_t string_bytes_max; /**< length of a string that is made; default 16,000,000 */
  uint32_t depth_max;        /**< nesting of the expression and of calls; default 256 */
  uint32_t reserved;         /**< 0 */
} huifang_feel_options;
#define HUIFANG_FEEL_OPTIONS_INIT { (uint32_t)sizeof(huifang_feel_options), 0, 0, 0, 0, 0, 0, 0 }

/**
 * Evaluate a FEEL expression (OMG DMN 1.5).
 * @param context A context whose entries are the names the expression may use, or NULL for none.
 * @param options Or NULL for the defaults.
 * @param[out] out What it came to; failures while evaluating are outcomes, not errors of the call.
 * @return HUIFANG_OK; _SYNTAX or _POLICY with every finding; _LIMIT; _ARGUMENT (context is none). Threads: any.
 */
HUIFANG_API huifang_status huifang_feel_evaluate(const char *text, size_t text_size, const huifang_value *context,
                                                 const huifang_feel_options *options, huifang_outcome **out,
                                                 huifang_error **error);
/** HUIFANG_OUTCOME_…; HUIFANG_OUTCOME_ERROR for NULL. Threads: any. */
HUIFANG_API int32_t huifang_outcome_status(const huifang_outcome *outcome);
/** The result, borrowed; null unless the outcome is OK. Threads: any. */
HUIFANG_API const huifang_value *huifang_outcome_value(const huifang_outcome *outcome);
/** Number of null inputs that left it undecided. Threads: any. */
HUIFANG_API size_t huifang_outcome_name_count(const huifang_outcome *outcome);
/** Source text of such an input, in evaluation order. Threads: any. */
HUIFANG_API const char *huifang_outcome_name(const huifang_outcome *outcome, size_t index, size_t *size);
/** Wrong type and error: an English sentence; otherwise "". Threads: any. */
HUIFANG_API const char *huifang_outcome_message(const huifang_outcome *outcome, size_t *size);
/** Byte offset of the failing part in the text; -1 = none. Threads: any. */
HUIFANG_API int64_t huifang_outcome_offset(const huifang_outcome *outcome);
/** Release an outcome. Threads: alone. */
HUIFANG_API void huifang_outcome_free(huifang_outcome *outcome);

/* -------------------------------------------------------------------------------------------------- decisions */

/** Type of a decision's column, and what its slots are. Frozen; new ones are appended. */
enum {
  HUIFANG_COLUMN_BOOLEAN = 0,  /**< 0 or 1 */
  HUIFANG_COLUMN_NUMBER = 1,   /**< exact: units of 10^-decimals */
  HUIFANG_COLUMN_DOUBLE = 2,   /**< huifang_slot_of_double() */
  HUIFANG_COLUMN_STRING = 3,   /**< an id of huifang_decision_intern() */
  HUIFANG_COLUMN_DATE = 4,     /**< days since 1970-01-01 */
  HUIFANG_COLUMN_DATE_TIME = 5 /**< UTC microseconds since 1970 */
};

/** Slots that are no values. */
#define HUIFANG_SLOT_NULL INT64_MIN          /**< known to be absent */
#define HUIFANG_SLOT_MISSING (INT64_MIN + 1) /**< the record does not have the field */
#define HUIFANG_SLOT_WRONG (INT64_MIN + 2)   /**< a value of another type */

/** How a row ended. Everything but HUIFANG_DECIDED is no decision, never a skipped rule. Frozen. */
enum {
  HUIFANG_DECIDED = 0,             /**< no rule may match and no default be there: then there is no value */
  HUIFANG_DECISION_MISSING = 1,    /**< a missing field could change the answer */
  HUIFANG_DECISION_NULL = 2,       /**< a null could change the answer */
  HUIFANG_DECISION_WRONG_TYPE = 3, /**< a value of another type, or not an allowed one, could change the answer */
  HUIFANG_DECISION_ERROR = 4       /**< a cell or output failed, or rules contradict the hit policy */
};

/** What huifang_decision_hit::value is. Frozen. */
enum {
  HUIFANG_RESULT_CODE = 0,   /**< an index for huifang_decision_output() */
  HUIFANG_RESULT_NUMBER = 1, /**< a sum or count in units of 10^-huifang_decision_decimals() */
  HUIFANG_RESULT_RULES = 2   /**< the number of rules that matched; huifang_decision_explain() names them */
};

/** What one row came to. Frozen layout. */
typedef struct huifang_decision_hit {
  int32_t rule;      /**< deciding rule, of several the first, from 0; -1: none. Without a decision the rule in doubt */
  int16_t input;     /**< without a decision: the input whose cell is in doubt, from 0; -1: no single cell */
  uint8_t status;    /**< HUIFANG_DECIDED … */
  uint8_t has_value; /**< 0: null, or an output that is computed (then ask for JSON) */
  int64_t value;     /**< HUIFANG_RESULT_… */
} huifang_decision_hit;

/** A field of a row whose texts are not interned. Frozen layout. */
typedef struct huifang_decision_field {
  const char *text; /**< string columns: UTF-8, borrowed for the call; NULL: `value` is a slot */
  int64_t value;    /**< string columns: length of `text` in bytes; else a slot */
} huifang_decision_field;

/** Rows of a batch by outcome. Frozen layout. */
typedef struct huifang_decision_counts {
  uint64_t by_status[5];         /**< by HUIFANG_DECIDED … */
  uint64_t unmatched;            /**< decided, and no rule matched */
  uint64_t first_failure;        /**< first row without a decision, from 0; UINT64_MAX: none */
  huifang_decision_hit failure;  /**< what it came to */
} huifang_decision_counts;

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE
#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4
/** Type of an Arrow array, as the Arrow C data interface defines it. */
struct ArrowSchema {
  const char *format;
  const char *name;
  const char *metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema **children;
  struct ArrowSchema *dictionary;
  void (*release)(struct ArrowSchema *);
  void *private_data;
};
/** An Arrow array, as the Arrow C data interface defines it. */
struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void **buffers;
  struct ArrowArray **children;
  struct ArrowArray *dictionary;
  void (*release)(struct ArrowArray *);
  void *private_data;
};
#endif
#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE
/** A stream of Arrow arrays of one type, as the Arrow C stream interface defines it. */
struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
  int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
  const char *(*get_last_error)(struct ArrowArrayStream *);
  void (*release)(struct ArrowArrayStream *);
  void *private_data;
};
#endif

/**
 * Compile a decision table with its schema.
 * @param json Document of the format "huifang-decision/1" (examples/guide/decisions.md).
 * @return HUIFANG_OK; _SYNTAX, _POLICY or _LIMIT with all diagnostics. Threads: any.
 */
HUIFANG_API huifang_status huifang_decision_parse(const char *json, size_t json_size, huifang_decision **out,
                                                  huifang_error **error);
/** Release a decision. Threads: alone. */
HUIFANG_API void huifang_decision_free(huifang_decision *decision);

/**
 * What is wrong with the table as a whole: rules that never match or are hidden, rules that contradict one another, inputs
 * that no rule covers, with examples. Pointers are "/rows/3", rules from 0.
 * @param[out] out The findings, warnings and notes; released with huifang_diagnostics_free().
 * @return HUIFANG_OK. Threads: any.
 */
HUIFANG_API huifang_status huifang_decision_check(const huifang_decision *decision, huifang_diagnostics **out,
                                                  huifang_error **error);

/** Name of the document, or "". Threads: any. */
HUIFANG_API const char *huifang_decision_name(const huifang_decision *decision, size_t *size);
/** Number of columns, at most 64: what a row of slots or fields has. Threads: any. */
HUIFANG_API size_t huifang_decision_column_count(const huifang_decision *decision);
/** Name of a column. Threads: any. */
HUIFANG_API const char *huifang_decision_column_name(const huifang_decision *decision, size_t column, size_t *size);
/** HUIFANG_COLUMN_…; -1 when there is no such column. Threads: any. */
HUIFANG_API int32_t huifang_decision_column_type(const huifang_decision *decision, size_t column);
/** Decimal places of a number column. Threads: any. */
HUIFANG_API int32_t huifang_decision_column_decimals(const huifang_decision *decision, size_t column);
/** Number of rules. Threads: any. */
HUIFANG_API size_t huifang_decision_rule_count(const huifang_decision *decision);
/** Number of inputs. Threads: any. */
HUIFANG_API size_t huifang_decision_input_count(const huifang_decision *decision);
/** HUIFANG_RESULT_…; -1 for NULL. Threads: any. */
HUIFANG_API int32_t huifang_decision_result(const huifang_decision *decision);
/** Number of distinct outputs. Threads: any. */
HUIFANG_API size_t huifang_decision_output_count(const huifang_decision *decision);
/** An output, borrowed from the decision; a context when there are several outputs. Threads: any. */
HUIFANG_API const huifang_value *huifang_decision_output(const huifang_decision *decision, size_t code);
/** Decimal places of a sum. Threads: any. */
HUIFANG_API int32_t huifang_decision_decimals(const huifang_decision *decision);
/** Is every cell in the index? Then a row takes no memory from the heap. Threads: any. */
HUIFANG_API bool huifang_decision_is_indexed(const huifang_decision *decision);
/** The slot of a double; HUIFANG_SLOT_WRONG for NaN and infinities. Threads: any. */
HUIFANG_API int64_t huifang_slot_of_double(double value);
/**
 * The id of a text in a string column; stable while the decision lives.
 * @param[out] id HUIFANG_SLOT_WRONG for a text that is not allowed, and on failure.
 * @return HUIFANG_OK; _ARGUMENT for a column whose text is read by cells that the index does not hold. Threads: any.
 */
HUIFANG_API huifang_status huifang_decision_intern(const huifang_decision *decision, size_t column, const char *text,
                                                   size_t text_size, int64_t *id, huifang_error **error);

/**
 * Decide one row of slots, one for each column.
 * @param[out] hit What the row came to; on failure no rule, and the status HUIFANG_DECISION_ERROR.
 * @return HUIFANG_OK, whatever the row came to; _ARGUMENT. Threads: any.
 */
HUIFANG_API huifang_status huifang_decision_evaluate(const huifang_decision *decision, const int64_t *slots,
                                                     huifang_decision_hit *hit, huifang_error **error);
/** The same for one row of fields, one for each column. Threads: any. */
HUIFANG_API huifang_status huifang_decision_evaluate_fields(const huifang_decision *decision,
                                                            const huifang_decision_field *fields,
                                                            huifang_decision_hit *hit, huifang_error **error);
/**
 * Decide one row of fields, and say why.
 * @param[out] accepted For each input in turn (rules + 63) / 64 words, at least one: bit r % 64 of word r / 64 is set when
 *                      its cell of rule r accepts the row. Room for huifang_decision_input_count() times as many.
 * @return HUIFANG_OK; the hit is the same as without reasons. Threads: any.
 */
HUIFANG_API huifang_status huifang_decision_explain(const huifang_decision *decision,
                                                    const huifang_decision_field *fields, uint64_t *accepted,
                                                    huifang_decision_hit *hit, huifang_error **error);
/**
 * Decide a record: a JSON object whose members are columns; others are ignored.
 * @param[out] out      `{"rule":3,"tier":"gold"}`, or `{"status":"null","rule":3,"input":"volume"}`; rules count from 1;
 *                      status "error" has a "message" too.
 *                      Not ended by NUL.
 * @param      capacity Room in @p out, bytes.
 * @param[out] size     Length of the answer; more than @p capacity when it did not fit, and then nothing was written.
 * @return HUIFANG_OK, whatever the row came to; _SYNTAX for what is no JSON object; _LIMIT when the answer does not fit.
 *         Threads: any.
 */
HUIFANG_API huifang_status huifang_decision_evaluate_json(const huifang_decision *decision, const char *record,
                                                          size_t record_size, char *out, size_t capacity, size_t *size,
                                                          huifang_error **error);
/**
 * Decide a record batch of the Arrow C data interface: a struct array whose fields are found by the columns' names.
 * Numbers are integers or decimals, texts utf8 or dictionaries of it, dates date32 or date64, moments timestamps with a
 * zone. The result has the same number of rows: a column for each output, `rule` (int32, from 0) and `status` (uint8).
 * @param      schema,batch Borrowed; never released here.
 * @param[out] out_schema,out_batch Released by the caller through their `release`; untouched on failure.
 * @param[out] counts May be NULL.
 * @return HUIFANG_OK; _ARGUMENT for a field of a type its column does not take. Threads: any.
 */
HUIFANG_API huifang_status huifang_decision_evaluate_arrow(const huifang_decision *decision,
                                                           const struct ArrowSchema *schema,
                                                           const struct ArrowArray *batch,
                                                           struct ArrowSchema *out_schema, struct ArrowArray *out_batch,
                                                           huifang_decision_counts *counts, huifang_error **error);

/* --------------------------------------------------------------------------------------------- DMN models */

/**
 * Finds a document that a DMN model imports, by its namespace or by the `locationURI` of the import (may be empty).
 * Hands it over with huifang_source_set(); not calling that means "not found". Any return value but HUIFANG_OK ends
 * the call, which then returns it.
 */
typedef huifang_status (*huifang_find_document)(void *user_data, const char *name_space, size_t name_space_size,
                                                const char *location, size_t location_size, huifang_source *source);

/** Options of huifang_dmn_read(). Zero means the default. Everything is borrowed for the call. */
typedef struct huifang_dmn_options {
  uint32_t struct_size; /**< sizeof(huifang_dmn_options) of the caller */
  int32_t tolerant;     /**< 1: what is broken is kept as null and told by huifang_dmn_diagnostic() */
  const char *file;     /**< name in diagnostics; default: none */
  size_t file_size;
  huifang_find_document find_document; /**< default: imports find nothing */
  void *find_document_data;            /**< its user_data */
  huifang_destroy find_document_destroy;
  uint64_t document_bytes_max; /**< of each document, checked before parsing; default 16 MiB */
  uint64_t elements_max;       /**< XML tags of each document; default 500,000 */
  uint64_t nesting_max;        /**< XML elements inside one another; default 100 */
  uint64_t models_max;         /**< imported models; default 200 */
  uint64_t steps_max;          /**< evaluation steps of one evaluation; default 1,000,000 */
} huifang_dmn_options;
#define HUIFANG_DMN_OPTIONS_INIT \
  { (uint32_t)sizeof(huifang_dmn_options), 0, NULL, 0, NULL, NULL, NULL, 0, 0, 0, 0, 0 }

/** Options of an evaluation. */
typedef struct huifang_dmn_evaluate_options {
  uint32_t struct_size; /**< sizeof(huifang_dmn_evaluate_options) of the caller */
  int32_t has_now;      /**< 1: `now` is set; 0: now() and today() are null */
  huifang_instant now;  /**< what now() and today() give */
} huifang_dmn_evaluate_options;
#define HUIFANG_DMN_EVALUATE_OPTIONS_INIT { (uint32_t)sizeof(huifang_dmn_evaluate_options), 0, 0 }

/** Why a value is null, as far as DMN lets it be known. Frozen; new ones are appended. */
enum {
  HUIFANG_DMN_MISSING_INPUT = 0,  /**< an input that was needed was not given */
  HUIFANG_DMN_UNFIT_INPUT = 1,    /**< an input is not of its declared type, or not one of its allowed values */
  HUIFANG_DMN_UNFIT_RESULT = 2,   /**< a result is not of its declared type, or not one of its allowed values */
  HUIFANG_DMN_UNFIT_ARGUMENT = 3, /**< a function was called with arguments that it does not take */
  HUIFANG_DMN_UNFIT_TABLE = 4,    /**< an input of a table is not allowed, or more rows matched than may */
  HUIFANG_DMN_UNFIT_VALUE = 5,    /**< a boxed expression met a value that it does not take */
  HUIFANG_DMN_BROKEN = 6          /**< the expression did not compile (tolerant models) */
};

/**
 * Read a DMN model, versions 1.2 to 1.5, with what it imports. Compiled once; nothing is read again later.
 * @param xml  UTF-8 XML. Borrowed for the call.
 * @return HUIFANG_OK; _SYNTAX, _POLICY or _LIMIT with all diagnostics at once. Threads: any.
 */
HUIFANG_API huifang_status huifang_dmn_read(const char *xml, size_t xml_size, const huifang_dmn_options *options,
                                            huifang_dmn **out, huifang_error **error);
/** Release a model. Threads: alone. */
HUIFANG_API void huifang_dmn_free(huifang_dmn *model);
/** Name of the model. Threads: any. */
HUIFANG_API const char *huifang_dmn_name(const huifang_dmn *model, size_t *size);
/** Number of inputs, those of imported models included. Threads: any. */
HUIFANG_API size_t huifang_dmn_input_count(const huifang_dmn *model);
/** "applicant"; of an imported model "library.applicant". Threads: any. */
HUIFANG_API const char *huifang_dmn_input_name(const huifang_dmn *model, size_t index, size_t *size);
/** Name of its type; "" is any. Threads: any. */
HUIFANG_API const char *huifang_dmn_input_type(const huifang_dmn *model, size_t index, size_t *size);
/** Number of decisions, those of imported models included. Threads: any. */
HUIFANG_API size_t huifang_dmn_decision_count(const huifang_dmn *model);
/** "Grade"; of an imported model "library.Grade". Threads: any. */
HUIFANG_API const char *huifang_dmn_decision_name(const huifang_dmn *model, size_t index, size_t *size);
/** Name of the type of its result; "" is any. Threads: any. */
HUIFANG_API const char *huifang_dmn_decision_type(const huifang_dmn *model, size_t index, size_t *size);
/** Number of decision services. Threads: any. */
HUIFANG_API size_t huifang_dmn_service_count(const huifang_dmn *model);
/** Name of a decision service. Threads: any. */
HUIFANG_API const char *huifang_dmn_service_name(const huifang_dmn *model, size_t index, size_t *size);
/** Number of warnings; of a tolerant model also of errors. Threads: any. */
HUIFANG_API size_t huifang_dmn_diagnostic_count(const huifang_dmn *model);
/** One of them, borrowed; NULL when there is none. Threads: any. */
HUIFANG_API const huifang_diagnostic *huifang_dmn_diagnostic(const huifang_dmn *model, size_t index);
/**
 * Inputs from a JSON object: a text where a date, time or duration is declared is read as one.
 * @param[out] out A context; released with huifang_value_free(). @return HUIFANG_OK; _SYNTAX; _POLICY. Threads: any.
 */
HUIFANG_API huifang_status huifang_dmn_inputs(const huifang_dmn *model, const char *json, size_t json_size,
                                              huifang_value **out, huifang_error **error);
/**
 * Evaluate a decision and all it requires.
 * @param inputs A context of the inputs by name, or NULL for none. Inputs of imported models are looked for inside
 *               contexts of the imports' names, then under their own name.
 * @param[out] out Released with huifang_dmn_outcome_free(). What fails while evaluating is null, as DMN says.
 * @return HUIFANG_OK; _ARGUMENT (no such decision, with the nearest); _LIMIT. Threads: any.
 */
HUIFANG_API huifang_status huifang_dmn_evaluate(const huifang_dmn *model, const char *decision, size_t decision_size,
                                                const huifang_value *inputs,
                                                const huifang_dmn_evaluate_options *options,
                                                huifang_dmn_outcome **out, huifang_error **error);
/** The same for a decision service; `inputs` holds its input data and input decisions. Threads: any. */
HUIFANG_API huifang_status huifang_dmn_evaluate_service(const huifang_dmn *model, const char *service,
                                                        size_t service_size, const huifang_value *inputs,
                                                        const huifang_dmn_evaluate_options *options,
                                                        huifang_dmn_outcome **out, huifang_error **error);
/** The same for a business knowledge model; `arguments` holds its parameters. Threads: any. */
HUIFANG_API huifang_status huifang_dmn_evaluate_function(const huifang_dmn *model, const char *function,
                                                         size_t function_size, const huifang_value *arguments,
                                                         const huifang_dmn_evaluate_options *options,
                                                         huifang_dmn_outcome **out, huifang_error **error);
/** The result, borrowed; of a service with several outputs a context. Threads: any. */
HUIFANG_API const huifang_value *huifang_dmn_outcome_value(const huifang_dmn_outcome *outcome);
/** Number of decisions that were evaluated, in that order. Threads: any. */
HUIFANG_API size_t huifang_dmn_outcome_decision_count(const huifang_dmn_outcome *outcome);
/** Name of such a decision. Threads: any. */
HUIFANG_API const char *huifang_dmn_outcome_decision_name(const huifang_dmn_outcome *outcome, size_t index,
                                                          size_t *size);
/** Its value, borrowed. Threads: any. */
HUIFANG_API const huifang_value *huifang_dmn_outcome_decision_value(const huifang_dmn_outcome *outcome,
                                                                    size_t index);
/** Number of tables that ran for it. Threads: any. */
HUIFANG_API size_t huifang_dmn_outcome_table_count(const huifang_dmn_outcome *outcome, size_t index);
/** Whose table it is: "decision Grade", "function Score". Threads: any. */
HUIFANG_API const char *huifang_dmn_outcome_table_element(const huifang_dmn_outcome *outcome, size_t index,
                                                          size_t table_index, size_t *size);
/** Number of rows that matched. Threads: any. */
HUIFANG_API size_t huifang_dmn_outcome_row_count(const huifang_dmn_outcome *outcome, size_t index,
                                                 size_t table_index);
/** Number of such a row, 0-based, in table order; -1 when there is none. Threads: any. */
HUIFANG_API int64_t huifang_dmn_outcome_row(const huifang_dmn_outcome *outcome, size_t index, size_t table_index,
                                            size_t row);
/** Number of reasons for nulls. Threads: any. */
HUIFANG_API size_t huifang_dmn_outcome_problem_count(const huifang_dmn_outcome *outcome);
/** HUIFANG_DMN_MISSING_INPUT …; -1 when there is none. Threads: any. */
HUIFANG_API int32_t huifang_dmn_outcome_problem_kind(const huifang_dmn_outcome *outcome, size_t index);
/** "decision Grade", "input amount". Threads: any. */
HUIFANG_API const char *huifang_dmn_outcome_problem_element(const huifang_dmn_outcome *outcome, size_t index,
                                                            size_t *size);
/** One English sentence. Threads: any. */
HUIFANG_API const char *huifang_dmn_outcome_problem_message(const huifang_dmn_outcome *outcome, size_t index,
                                                            size_t *size);
/** Release an outcome. Threads: alone. */
HUIFANG_API void huifang_dmn_outcome_free(huifang_dmn_outcome *outcome);

/* --------------------------------------------------------------------------------------------- statecharts */

/** A compiled statechart. Immutable; share it between threads. */
typedef struct huifang_statechart huifang_statechart;
/** Where a statechart stands. A value: nothing changes it. Owned by whoever received it. */
typedef struct huifang_statechart_state huifang_statechart_state;
/** What one call came to: a new state and its effects. Owned by whoever received it. */
typedef struct huifang_statechart_step huifang_statechart_step;

/** What leaves a statechart. Frozen; new ones are appended. */
enum {
  HUIFANG_CHART_LOG = 0,   /**< `name` is the label, the data the value */
  HUIFANG_CHART_SEND = 1,  /**< an event for a receiver outside: `name`, `to`, `id`, data */
  HUIFANG_CHART_ERROR = 2, /**< an action failed: `name` says where, the data what */
  HUIFANG_CHART_DONE = 3   /**< it has ended, in the final state `name`; the data is its result */
};
/** How a statechart is drawn. Frozen; new ones are appended. */
enum {
  HUIFANG_PICTURE_DOT = 0,     /**< Graphviz */
  HUIFANG_PICTURE_MERMAID = 1, /**< stateDiagram-v2 */
  HUIFANG_PICTURE_SVG = 2      /**< a picture with a layout of its own */
};

/** Bounds of one call. Zero means the default. Exceeding one is HUIFANG_ERR_LIMIT; nothing has changed then. */
typedef struct huifang_statechart_options {
  uint32_t struct_size;    /**< sizeof(huifang_statechart_options) of the caller */
  uint32_t microsteps_max; /**< of one event; default 10,000 */
  uint32_t actions_max;    /**< of one event; default 1,000,000 */
  uint32_t events_max;     /**< events of one call; default 100,000 */
  uint32_t pending_max;    /**< events waiting; default 100,000 */
  uint32_t reserved;       /**< 0 */
} huifang_statechart_options;
#define HUIFANG_STATECHART_OPTIONS_INIT { (uint32_t)sizeof(huifang_statechart_options), 0, 0, 0, 0, 0 }

/**
 * Compile a statechart document (JSON with comments, key "statechart").
 * @param[out] out Released with huifang_statechart_free().
 * @return HUIFANG_OK; _SYNTAX, _POLICY or _LIMIT with every finding. Threads: any.  Since: 0.1.0.
 */
HUIFANG_API huifang_status huifang_statechart_compile(const char *json, size_t json_size, huifang_statechart **out,
                                                      huifang_error **error);
/** Release a statechart; its states may outlive it. Threads: alone. */
HUIFANG_API void huifang_statechart_free(huifang_statechart *chart);
/** Its name. Threads: any. */
HUIFANG_API const char *huifang_statechart_name(const huifang_statechart *chart, size_t *size);
/** "sha256:" and 64 digits over its document. States belong to one hash. Threads: any. */
HUIFANG_API const char *huifang_statechart_hash(const huifang_statechart *chart, size_t *size);
/** Warnings by graph: HF5530 to HF5534. @param[out] out May be empty. @return HUIFANG_OK. Threads: any. */
HUIFANG_API huifang_status huifang_statechart_lint(const huifang_statechart *chart, huifang_diagnostics **out,
                                                   huifang_error **error);
/** Draw it. @param state Its active states are highlighted; NULL: none. @return HUIFANG_OK; _CONFLICT. Threads: any. */
HUIFANG_API huifang_status huifang_statechart_draw(const huifang_statechart *chart, int32_t picture,
                                                   const huifang_statechart_state *state, huifang_string **out,
                                                   huifang_error **error);
/** As an SCXML document with datamodel "feel". @return HUIFANG_OK; _POLICY with all that has no counterpart. Threads: any. */
HUIFANG_API huifang_status huifang_statechart_to_scxml(const huifang_statechart *chart, huifang_string **out,
                                                       huifang_error **error);
/** An SCXML document as a statechart document. @return HUIFANG_OK; _SYNTAX; _POLICY with all that has no counterpart;
 * _LIMIT. Threads: any. */
HUIFANG_API huifang_status huifang_statechart_from_scxml(const char *xml, size_t xml_size, huifang_string **out,
                                                         huifang_error **error);
/** The JSON Schema of statecharts. Static. Threads: any. */
HUIFANG_API const char *huifang_statechart_schema(size_t *size);

/**
 * Start: data set, initial states entered, run to completion.
 * @param data A context that replaces initial data by name, or NULL.
 * @return HUIFANG_OK; _ARGUMENT (data that is not declared); _LIMIT; _RANGE. Threads: any.
 */
HUIFANG_API huifang_status huifang_statechart_start(const huifang_statechart *chart, huifang_instant now,
                                                    const huifang_value *data,
                                                    const huifang_statechart_options *options,
                                                    huifang_statechart_step **out, huifang_error **error);
/**
 * Handle one event; what was due before @p now comes first, each with its own due as its time.
 * @param state Is not changed.
 * @param data `event.data`, or NULL.
 * @return HUIFANG_OK; _CONFLICT (time goes back, or the state is another statechart's); _ARGUMENT; _LIMIT. Threads: any.
 */
HUIFANG_API huifang_status huifang_statechart_handle(const huifang_statechart *chart,
                                                     const huifang_statechart_state *state, const char *event,
                                                     size_t event_size, const huifang_value *data,
                                                     huifang_instant now, const huifang_statechart_options *options,
                                                     huifang_statechart_step **out, huifang_error **error);
/** Let time pass: what is due up to and including @p now, by due and order of sending. Fails like _handle(). Threads: any. */
HUIFANG_API huifang_status huifang_statechart_advance(const huifang_statechart *chart,
                                                      const huifang_statechart_state *state, huifang_instant now,
                                                      const huifang_statechart_options *options,
                                                      huifang_statechart_step **out, huifang_error **error);

/** The new state, borrowed from the step. Threads: any. */
HUIFANG_API const huifang_statechart_state *huifang_statechart_step_state(const huifang_statechart_step *step);
/** Did any transition take place? Threads: any. */
HUIFANG_API bool huifang_statechart_step_taken(const huifang_statechart_step *step);
/** Number of effects, in order. Threads: any. */
HUIFANG_API size_t huifang_statechart_step_effect_count(const huifang_statechart_step *step);
/** HUIFANG_CHART_…; -1 when there is none. Threads: any. */
HUIFANG_API int32_t huifang_statechart_step_effect_kind(const huifang_statechart_step *step, size_t index);
/** When: the event's time, or the due of a delayed one. Threads: any. */
HUIFANG_API huifang_instant huifang_statechart_step_effect_at(const huifang_statechart_step *step, size_t index);
/** See HUIFANG_CHART_…. Threads: any. */
HUIFANG_API const char *huifang_statechart_step_effect_name(const huifang_statechart_step *step, size_t index,
                                                            size_t *size);
/** Receiver of a send. Threads: any. */
HUIFANG_API const char *huifang_statechart_step_effect_to(const huifang_statechart_step *step, size_t index, size_t *size);
/** Id of a send, or "". Threads: any. */
HUIFANG_API const char *huifang_statechart_step_effect_id(const huifang_statechart_step *step, size_t index, size_t *size);
/** Data, borrowed from the step. Threads: any. */
HUIFANG_API const huifang_value *huifang_statechart_step_effect_data(const huifang_statechart_step *step, size_t index);
/** Release a step. Threads: alone. */
HUIFANG_API void huifang_statechart_step_free(huifang_statechart_step *step);

/** A state of one's own, which outlives the step. @return HUIFANG_OK. Threads: any. */
HUIFANG_API huifang_status huifang_statechart_state_copy(const huifang_statechart_state *state,
                                                         huifang_statechart_state **out, huifang_error **error);
/** Canonical JSON: equal states have equal texts. @return HUIFANG_OK. Threads: any. */
HUIFANG_API huifang_status huifang_statechart_state_json(const huifang_statechart_state *state, huifang_string **out,
                                                         huifang_error **error);
/** The reverse. @return HUIFANG_OK; _SYNTAX; _POLICY (no state of this statechart); _CONFLICT (another hash). Threads: any. */
HUIFANG_API huifang_status huifang_statechart_state_parse(const huifang_statechart *chart, const char *json,
                                                          size_t json_size, huifang_statechart_state **out,
                                                          huifang_error **error);
/** Has it not ended? Threads: any. */
HUIFANG_API bool huifang_statechart_state_running(const huifang_statechart_state *state);
/** When the next delayed event is due; HUIFANG_NO_INSTANT: none. Threads: any. */
HUIFANG_API huifang_instant huifang_statechart_state_next_due(const huifang_statechart_state *state);
/** Number of active states, parents before their children. Threads: any. */
HUIFANG_API size_t huifang_statechart_state_active_count(const huifang_statechart_state *state);
/** Name of an active state. Threads: any. */
HUIFANG_API const char *huifang_statechart_state_active(const huifang_statechart_state *state, size_t index,
                                                        size_t *size);
/** Is this state active? Threads: any. */
HUIFANG_API bool huifang_statechart_state_is_active(const huifang_statechart_state *state, const char *name,
                                                    size_t name_size);
/** The value of data, borrowed; NULL when there is none of that name. Threads: any. */
HUIFANG_API const huifang_value *huifang_statechart_state_data(const huifang_statechart_state *state, const char *name,
                                                               size_t name_size);
/** Release a state that was copied or parsed. Threads: alone. */
HUIFANG_API void huifang_statechart_state_free(huifang_statechart_state *state);

/* ---------------------------------------------------------------------------------------- dates and zones */

/** Read "2024-03-01". @return HUIFANG_OK; _SYNTAX; _RANGE (years 1400 to 9999). Threads: any. */
HUIFANG_API huifang_status huifang_date_parse(const char *text, size_t text_size, huifang_date *out,
                                              huifang_error **error);
/** Write "2024-03-01". @return HUIFANG_OK; _RANGE. Threads: any. */
HUIFANG_API huifang_status huifang_date_text(huifang_date date, huifang_string **out, huifang_error **error);
/** 1 = Monday … 7 = Sunday (ISO 8601). Threads: any. */
HUIFANG_API int32_t huifang_date_weekday(huifang_date date);

/**
 * A time zone by its IANA name ("Asia/Shanghai", "UTC") or a fixed offset ("+08:00").
 * @return HUIFANG_OK; _ARGUMENT with the nearest name. Threads: any.
 */
HUIFANG_API huifang_status huifang_zone_open(const char *name, size_t name_size, huifang_zone **out,
                                             huifang_error **error);
/** Release a zone. Threads: alone. */
HUIFANG_API void huifang_zone_close(huifang_zone *zone);
/** Its name. Threads: any. */
HUIFANG_API const char *huifang_zone_name(const huifang_zone *zone, size_t *size);
/**
 * Read an ISO 8601 date and time. Without offset it is local to the zone; a bare date is its midnight. A local time
 * that does not exist moves forward by the gap, one that exists twice is the first.
 * @return HUIFANG_OK; _SYNTAX. Threads: any.
 */
HUIFANG_API huifang_status huifang_zone_parse(const huifang_zone *zone, const char *text, size_t text_size,
                                              huifang_instant *out, huifang_error **error);
/** Write "2024-03-01T10:05:00+08:00", microseconds only when not zero. @return HUIFANG_OK; _RANGE. Threads: any. */
HUIFANG_API huifang_status huifang_zone_text(const huifang_zone *zone, huifang_instant instant, huifang_string **out,
                                             huifang_error **error);
/**
 * The local date and time of day of a moment.
 * @param[out] us_of_day Microseconds since local midnight, [0, 86,400,000,000); may be NULL, as may @p date.
 * @return HUIFANG_OK; _RANGE. Threads: any.
 */
HUIFANG_API huifang_status huifang_zone_to_local(const huifang_zone *zone, huifang_instant instant,
                                                 huifang_date *date, int64_t *us_of_day, huifang_error **error);
/** The moment of a local date and time of day, [0, 86,400,000,000] us. @return HUIFANG_OK; _RANGE. Threads: any. */
HUIFANG_API huifang_status huifang_zone_to_instant(const huifang_zone *zone, huifang_date date, int64_t us_of_day,
                                                   huifang_instant *out, huifang_error **error);

/* ---------------------------------------------------------------------------------------------- calendars */

/** Where a date goes when it falls on a closed day. */
enum { HUIFANG_ROLL_NONE = 0, HUIFANG_ROLL_FOLLOWING = 1, HUIFANG_ROLL_PRECEDING = 2, HUIFANG_ROLL_NEAREST = 3 };

/** Why a day is open or closed. */
enum {
  HUIFANG_DAY_WEEKLY_OPEN = 0,
  HUIFANG_DAY_WEEKLY_CLOSED = 1,
  HUIFANG_DAY_HOLIDAY = 2,
  HUIFANG_DAY_MAKE_UP = 3, /**< a working day in place of a holiday */
  HUIFANG_DAY_OVERLAY_OPEN = 4,
  HUIFANG_DAY_OVERLAY_CLOSED = 5
};

/** Options of huifang_calendar_open(). Zero means the default. Everything is borrowed for the call. */
typedef struct huifang_calendar_options {
  uint32_t struct_size;        /**< sizeof(huifang_calendar_options) of the caller */
  int32_t horizon_days;        /**< bound of every search, days; default 3660 */
  const int32_t *hours;        /**< triples: ISO weekday 1 to 7, start and end in minutes since its midnight;
                                    an end after 1440 is on the next day, at most 960 after the start */
  size_t hours_count;          /**< number of triples; 0 = Monday to Friday, 09:00-12:00 and 13:00-18:00 */
  const huifang_date *closed;  /**< own closed days; they win over the data set */
  size_t closed_count;
  const huifang_date *open;    /**< own open days, with the hours of their weekday; they win over the data set */
  size_t open_count;
} huifang_calendar_options;
#define HUIFANG_CALENDAR_OPTIONS_INIT { (uint32_t)sizeof(huifang_calendar_options), 0, NULL, 0, NULL, 0, NULL, 0 }

/**
 * A calendar of working days and hours.
 * @param name    A shipped data set ("cn-public"), or "" for the weekly hours alone.
 * @param zone    IANA name of the zone its days and hours are local to.
 * @param options Or NULL for the defaults.
 * @return HUIFANG_OK; _ARGUMENT (no such data set, with the nearest name); _POLICY (no such zone; hours or days that
 *         cannot be). Threads: any.
 */
HUIFANG_API huifang_status huifang_calendar_open(const char *name, size_t name_size, const char *zone,
                                                 size_t zone_size, const huifang_calendar_options *options,
                                                 huifang_calendar **out, huifang_error **error);
/** Release a calendar. Threads: alone. */
HUIFANG_API void huifang_calendar_close(huifang_calendar *calendar);
/** "cn-public@2026.1": data set and its version; "" without one. Threads: any. */
HUIFANG_API const char *huifang_calendar_version(const huifang_calendar *calendar, size_t *size);
/** Is this a working day? Dates outside the coverage answer by the weekly hours. @return _RANGE. Threads: any. */
HUIFANG_API huifang_status huifang_calendar_is_working_day(const huifang_calendar *calendar, huifang_date date,
                                                           bool *out, huifang_error **error);
/**
 * Why a day is open or closed.
 * @param[out] kind        HUIFANG_DAY_…; may be NULL, as may the next two.
 * @param[out] provisional true outside the years the data set covers.
 * @param[out] name        The festival, or ""; released by the caller.
 * @return HUIFANG_OK; _RANGE. Threads: any.
 */
HUIFANG_API huifang_status huifang_calendar_day(const huifang_calendar *calendar, huifang_date date, int32_t *kind,
                                                bool *provisional, huifang_string **name, huifang_error **error);
/**
 * Hours of the shifts that begin on a day, "09:00-12:00 13:00-18:00"; "" when it is closed. "22:00-06:00" ends the next day.
 * @param[out] out Released by the caller. @return HUIFANG_OK; _RANGE. Threads: any.
 */
HUIFANG_API huifang_status huifang_calendar_hours(const huifang_calendar *calendar, huifang_date date,
                                                  huifang_string **out, huifang_error **error);
/** Is the moment inside the opening hours, [opening, closing)? @return HUIFANG_OK; _RANGE. Threads: any. */
HUIFANG_API huifang_status huifang_calendar_is_open(const huifang_calendar *calendar, huifang_instant at, bool *out,
                                                    huifang_error **error);
/**
 * The n-th working day after (n > 0) or before (n < 0) @p date, which itself never counts; n = 0: @p date.
 * @return HUIFANG_OK; _RANGE when there is none within the horizon. Threads: any.
 */
HUIFANG_API huifang_status huifang_calendar_add_working_days(const huifang_calendar *calendar, huifang_date date,
                                                             int64_t n, huifang_date *out, huifang_error **error);
/** @p date itself when open, else moved by HUIFANG_ROLL_… (nearest: ties follow). @return _RANGE. Threads: any. */
HUIFANG_API huifang_status huifang_calendar_roll(const huifang_calendar *calendar, huifang_date date, int32_t roll,
                                                 huifang_date *out, huifang_error **error);
/** Open days in [first, last); negative when last < first. @return HUIFANG_OK; _RANGE. Threads: any. */
HUIFANG_API huifang_status huifang_calendar_working_days_between(const huifang_calendar *calendar,
                                                                 huifang_date first, huifang_date last, int64_t *out,
                                                                 huifang_error **error);
/**
 * The moment at which so much open time has passed. Used up exactly at a closing, the answer is that closing.
 * @param amount_us Open time, microseconds; negative goes back; 0 is @p start itself.
 * @return HUIFANG_OK; _RANGE (no open time within the horizon). Threads: any.
 */
HUIFANG_API huifang_status huifang_calendar_add_working_time(const huifang_calendar *calendar, huifang_instant start,
                                                             int64_t amount_us, huifang_instant *out,
                                                             huifang_error **error);
/** Open microseconds in [start, end); negative when end < start. @return HUIFANG_OK; _RANGE. Threads: any. */
HUIFANG_API huifang_status huifang_calendar_working_time_between(const huifang_calendar *calendar,
                                                                 huifang_instant start, huifang_instant end,
                                                                 int64_t *out, huifang_error **error);
/**
 * The last moment in time for a span that begins at @p start: "3 days", "2 working days", "24 hours",
 * "-1 weeks". Day spans end with the day (the start's day is day 0), hour spans are exact.
 * @return HUIFANG_OK; _SYNTAX (no such span); _RANGE. Threads: any.
 */
HUIFANG_API huifang_status huifang_calendar_due(const huifang_calendar *calendar, huifang_instant start,
                                                const char *span, size_t span_size, huifang_instant *out,
                                                huifang_error **error);
/**
 * The bucket that holds a date.
 * @param family "day", "working day", "week", "half-month", "month", "quarter", "half-year", "year".
 * @param[out] id    "2024-W09", "2024-03-H1" …; released by the caller; may be NULL. NULL when no bucket holds the
 *                   date (a closed day of "working day").
 * @param[out] first First day; may be NULL.
 * @param[out] last  Last day, inclusive; may be NULL.
 * @return HUIFANG_OK; _ARGUMENT (no such family); _RANGE. Threads: any.
 */
HUIFANG_API huifang_status huifang_calendar_bucket(const huifang_calendar *calendar, const char *family,
                                                   size_t family_size, huifang_date date, huifang_string **id,
                                                   huifang_date *first, huifang_date *last, huifang_error **error);

/* ----------------------------------------------------------------------------------------------- policies */

/**
 * Finds the base document of `"extends": "id@version"`. Hands it over with huifang_source_set(); not calling that
 * means "not found". Any return value but HUIFANG_OK ends the load, which then returns it.
 */
typedef huifang_status (*huifang_find_base)(void *user_data, const char *id, size_t id_size, const char *version,
                                            size_t version_size, huifang_source *source);
/**
 * Finds the DMN document of `"dmn": "tiers.dmn"`, or one that it imports, as huifang_find_base finds bases.
 * @param beside The file that names it; "" when that has none.
 */
typedef huifang_status (*huifang_find_policy_document)(void *user_data, const char *name, size_t name_size,
                                                       const char *beside, size_t beside_size,
                                                       huifang_source *source);
/** Hand over a document; copied. @param file Name for diagnostics. Threads: only inside the callback. */
HUIFANG_API huifang_status huifang_source_set(huifang_source *source, const char *json, size_t json_size,
                                              const char *file, size_t file_size);

/** Options of the functions that load a policy. Zero means the default. Everything is borrowed for the call. */
typedef struct huifang_policy_options {
  uint32_t struct_size;        /**< sizeof(huifang_policy_options) of the caller */
  uint32_t extends_depth_max;  /**< base of a base of a base …; default 8 */
  const char *file;            /**< name in diagnostics; default: none, or the file that is loaded */
  size_t file_size;
  const char *parameters;      /**< JSON object: parameter name to value; wins over the document */
  size_t parameters_size;
  huifang_find_base find_base; /**< default: load_file looks beside the file, the others find nothing */
  void *find_base_data;        /**< its user_data */
  huifang_destroy find_base_destroy;
  uint64_t document_bytes_max; /**< checked before parsing; default 16 MiB */
  uint64_t nesting_max;        /**< arrays and objects inside one another; default 64 */
  uint64_t rules_max;          /**< default 10,000 */
  uint64_t entries_max;        /**< keys of the whole document; default 100,000 */
  uint64_t values_max;         /**< values of the whole document, items of lists included; default 1,000,000 */
  uint64_t diagnostics_max;    /**< reporting stops here; default 1,000 */
  huifang_find_policy_document find_document; /**< default: load_file looks beside the file, the others find nothing */
  void *find_document_data;                   /**< its user_data */
  huifang_destroy find_document_destroy;
} huifang_policy_options;
#define HUIFANG_POLICY_OPTIONS_INIT \
  { (uint32_t)sizeof(huifang_policy_options), 0, NULL, 0, NULL, 0, NULL, NULL, NULL, 0, 0, 0, 0, 0, 0, NULL, NULL, NULL }

/**
 * Compile a policy document (JSON, comments allowed).
 * @return HUIFANG_OK; _SYNTAX, _POLICY or _LIMIT with all diagnostics at once. Threads: any.
 */
HUIFANG_API huifang_status huifang_policy_load(const char *json, size_t json_size,
                                               const huifang_policy_options *options, huifang_policy **out,
                                               huifang_error **error);
/** Read a file and compile it. @return As huifang_policy_load(); _STORAGE (cannot be read). Threads: any. */
HUIFANG_API huifang_status huifang_policy_load_file(const char *path, size_t path_size,
                                                    const huifang_policy_options *options, huifang_policy **out,
                                                    huifang_error **error);
/**
 * All findings in a document, warnings and notes included.
 * @param[out] out The findings, in document order; released with huifang_diagnostics_free().
 * @return HUIFANG_OK for a good and for a bad document. Threads: any.
 */
HUIFANG_API huifang_status huifang_policy_check(const char *json, size_t json_size,
                                                const huifang_policy_options *options, huifang_diagnostics **out,
                                                huifang_error **error);
/** Release a policy. Books that were bound to it keep their own. Threads: alone. */
HUIFANG_API void huifang_policy_free(huifang_policy *policy);

/** "cement-visit-cadence". Threads: any. */
HUIFANG_API const char *huifang_policy_id(const huifang_policy *policy, size_t *size);
/** Version of the document. Threads: any. */
HUIFANG_API const char *huifang_policy_version(const huifang_policy *policy, size_t *size);
/** SHA-256 over the merged document and its parameters, 64 lower-case hexadecimal digits. Threads: any. */
HUIFANG_API const char *huifang_policy_hash(const huifang_policy *policy, size_t *size);
/** The merged document (base, branch, parameters applied) as canonical JSON. Threads: any. */
HUIFANG_API const char *huifang_policy_canonical_text(const huifang_policy *policy, size_t *size);
/** Title in a language ("en", "zh"); empty when the document has none. Threads: any. */
HUIFANG_API huifang_status huifang_policy_title(const huifang_policy *policy, const char *language,
                                                size_t language_size, huifang_string **out, huifang_error **error);
/** Label of a declared name ("rule", "event", "entity" …) in a language; the name when it has none. Threads: any. */
HUIFANG_API huifang_status huifang_policy_label(const huifang_policy *policy, const char *kind, size_t kind_size,
                                                const char *name, size_t name_size, const char *language,
                                                size_t language_size, huifang_string **out, huifang_error **error);
/** The zone of the policy's local dates. Threads: any. */
HUIFANG_API huifang_status huifang_policy_zone(const huifang_policy *policy, huifang_zone **out,
                                               huifang_error **error);
/** The calendar of the policy. Threads: any. */
HUIFANG_API huifang_status huifang_policy_calendar(const huifang_policy *policy, huifang_calendar **out,
                                                   huifang_error **error);
/**
 * The calendar of one subject, with what `calendar.overlay` says about it alone; huifang_book_calendar() also knows its unit,
 * rosters and absences.
 * @return HUIFANG_OK. Threads: any.
 */
HUIFANG_API huifang_status huifang_policy_calendar_of(const huifang_policy *policy, const char *entity,
                                                      size_t entity_size, const char *key, size_t key_size,
                                                      huifang_calendar **out, huifang_error **error);
/**
 * Hours with a name, `calendar.hours`, as a calendar of their own: a weekly pattern.
 * @return HUIFANG_OK; _ARGUMENT (none of that name). Threads: any.
 */
HUIFANG_API huifang_status huifang_policy_hours(const huifang_policy *policy, const char *name, size_t name_size,
                                                huifang_calendar **out, huifang_error **error);
/** Number of warnings and notes the document loaded with. Threads: any. */
HUIFANG_API size_t huifang_policy_warning_count(const huifang_policy *policy);
/** One of them, borrowed from the policy. Threads: any. */
HUIFANG_API const huifang_diagnostic *huifang_policy_warning(const huifang_policy *policy, size_t index);
/** Number of its workflows. 0 for NULL. Threads: any. */
HUIFANG_API size_t huifang_policy_workflow_count(const huifang_policy *policy);
/** Name of one of them, in document order, borrowed from the policy; "" beyond the last. Threads: any. */
HUIFANG_API const char *huifang_policy_workflow(const huifang_policy *policy, size_t index, size_t *size);
/**
 * Draw a workflow, without any other program.
 * @param workflow Its name. Borrowed for the call.
 * @param picture  HUIFANG_PICTURE_…
 * @param[out] out Released by the caller. @return HUIFANG_OK; _ARGUMENT (no such workflow or picture). Threads: any.
 *             Source: examples/guide/workflows.md.
 */
HUIFANG_API huifang_status huifang_policy_draw_workflow(const huifang_policy *policy, const char *workflow,
                                                        size_t workflow_size, int32_t picture, huifang_string **out,
                                                        huifang_error **error);
/**
 * What the answers to a form of the policy come to, without a book, as JSON: {"sent", "returned", "drafts", "superseded", "valid",
 * "response_rate", "valid_rate", "responses": [{"id", "missing", "superseded", "excluded", "scores": {score: {"value", "band", "invalid",
 * "parts" …}}}], "items": [{"item", "mean", "top_two", "nps", "answers" …}], "scores": [{"score", "mean", "bands", "invalid",
 * "reliability"}]}. Exact numbers are text ("83.75", "200/3"), statistics numbers.
 * @param request JSON: {"form": name, "scores": [names], "sent": count, "at": moment, "pairwise": true, "standardised": true}; all but
 *                "form" may be left out. Borrowed for the call, as is @p rows.
 * @param rows    JSON: a list of objects, each a response: items and fields by name, "id", which no two share.
 * @param[out] out Released by the caller. @return HUIFANG_OK; _SYNTAX (no such JSON); _ARGUMENT (no such form or score; what a book would
 *             refuse, at "/row/item"). Threads: any. Source: examples/guide/surveys.md.
 */
HUIFANG_API huifang_status huifang_policy_survey(const huifang_policy *policy, const char *request, size_t request_size,
                                                 const char *rows, size_t rows_size, huifang_string **out,
                                                 huifang_error **error);
/**
 * What a script asks next, given the answers so far, as JSON: {"next": null or {"item", "label", "group", "scale": {"kind": "range", "list",
 * "choice", "multiple", "shares" or "text", "meaning": as people read it; "low", "high", "places" of a range; "total", "exactly", "places" of
 * shares}, "required", "options": [{"value", "label", "parent", "text"}]}, "complete", "missing": [names], "not_shown": [items], "excluded",
 * "answered", "passed_over", "open"}. An item whose answer is null was asked and passed over.
 * @param request JSON: {"form": name, "at": moment, "language": "en"}; all but "form" may be left out. Borrowed for the call, as is
 *                @p answers.
 * @param answers JSON object: items and fields by name.
 * @param[out] out Released by the caller. @return as huifang_policy_survey(); findings are at "/item". Threads: any. Source:
 *             examples/guide/surveys.md.
 */
HUIFANG_API huifang_status huifang_policy_survey_next(const huifang_policy *policy, const char *request,
                                                      size_t request_size, const char *answers, size_t answers_size,
                                                      huifang_string **out, huifang_error **error);
/** The JSON Schema (2020-12) of policy documents. Threads: any. */
HUIFANG_API huifang_status huifang_policy_schema(huifang_string **out, huifang_error **error);

/* ------------------------------------------------------------------------------------------------- events */

/**
 * Begin an event.
 * @param id   Unique in the book; the same id again is acknowledged and ignored.
 * @param type Declared event type, or set, assign, file.
 * @param at   When it happened.
 * @return HUIFANG_OK. Threads: any.
 */
HUIFANG_API huifang_status huifang_event_create(const char *id, size_t id_size, const char *type, size_t type_size,
                                                huifang_instant at, huifang_event **out, huifang_error **error);
/**
 * Read the JSON envelope: {"id", "type", "at", "by", "<entity>": key …, "data": {…}, "duty", "voids", "case"}.
 * @param zone Zone of times without offset; NULL = UTC.
 * @return HUIFANG_OK; _SYNTAX or _POLICY with all findings. Threads: any.
 */
HUIFANG_API huifang_status huifang_event_parse(const char *json, size_t json_size, const huifang_zone *zone,
                                               huifang_event **out, huifang_error **error);
/** Release an event. Threads: alone. */
HUIFANG_API void huifang_event_free(huifang_event *event);
/** The acting staff member's key; "" = nobody of ours. Threads: alone. */
HUIFANG_API huifang_status huifang_event_set_by(huifang_event *event, const char *by, size_t by_size,
                                                huifang_error **error);
/** A subject: entity name ("customer") and key ("c12"). Again for the same entity: replaces. Threads: alone. */
HUIFANG_API huifang_status huifang_event_set_subject(huifang_event *event, const char *entity, size_t entity_size,
                                                     const char *key, size_t key_size, huifang_error **error);
/** A field; the value is copied. Again for the same name: replaces. Threads: alone. */
HUIFANG_API huifang_status huifang_event_set_field(huifang_event *event, const char *name, size_t name_size,
                                                   const huifang_value *value, huifang_error **error);
/** Claim one duty by its key. Threads: alone. */
HUIFANG_API huifang_status huifang_event_set_duty(huifang_event *event, const char *key, size_t key_size,
                                                  huifang_error **error);
/** Id of the event whose credits this one takes back; only for events of type void. Threads: alone. */
HUIFANG_API huifang_status huifang_event_set_voids(huifang_event *event, const char *id, size_t id_size,
                                                   huifang_error **error);
/** Key of the case that it belongs to, or "workflow/key"; "" = whichever case of its subject hears it. Threads: alone. */
HUIFANG_API huifang_status huifang_event_set_case(huifang_event *event, const char *key, size_t key_size,
                                                  huifang_error **error);
/** Its id. Threads: any. */
HUIFANG_API const char *huifang_event_id(const huifang_event *event, size_t *size);
/** Its type. Threads: any. */
HUIFANG_API const char *huifang_event_type(const huifang_event *event, size_t *size);
/** When it happened; HUIFANG_NO_INSTANT for NULL. Threads: any. */
HUIFANG_API huifang_instant huifang_event_at(const huifang_event *event);
/** The event as canonical JSON, which huifang_event_parse() reads. Threads: any. */
HUIFANG_API huifang_status huifang_event_json(const huifang_event *event, huifang_string **out,
                                              huifang_error **error);

/* --------------------------------------------------------------------------------------------------- book */

/** How much a power failure may cost. Killing the process never loses a committed call. */
enum {
  HUIFANG_DURABILITY_FULL = 0,   /**< a committed call survives power loss */
  HUIFANG_DURABILITY_NORMAL = 1, /**< power loss may undo the last commits, never corrupts */
  HUIFANG_DURABILITY_OFF = 2     /**< for tests and throw-away runs */
};

/** Flags of huifang_book_options. */
enum {
  HUIFANG_BOOK_READ_ONLY = 1, /**< for reading beside a writer */
  HUIFANG_BOOK_NO_CACHE = 2   /**< keep no subject in memory between calls */
};

/** Options of huifang_book_open(). Zero means the default. */
typedef struct huifang_book_options {
  uint32_t struct_size;     /**< sizeof(huifang_book_options) of the caller */
  uint32_t flags;           /**< HUIFANG_BOOK_… */
  int32_t durability;       /**< HUIFANG_DURABILITY_…; default full */
  int32_t busy_timeout_ms;  /**< how long to wait for another process's lock; default 5,000; negative = not at all */
  uint64_t cached_subjects; /**< subjects kept in memory between calls, with some 3 KB each; default 120,000 */
} huifang_book_options;
#define HUIFANG_BOOK_OPTIONS_INIT { (uint32_t)sizeof(huifang_book_options), 0, 0, 0, 0 }

/**
 * Open a book, or create one.
 * @param path File name, or ":memory:" for a book without a file.
 * @return HUIFANG_OK; _STORAGE (no such folder, no book, another schema, locked). Threads: any.
 */
HUIFANG_API huifang_status huifang_book_open(const char *path, size_t path_size, const huifang_book_options *options,
                                             huifang_book **out, huifang_error **error);
/** Close a book. A transaction that was begun and not committed is rolled back. Threads: alone. */
HUIFANG_API void huifang_book_close(huifang_book *book);
/**
 * Put a policy in force from @p now on. Binding the same policy (same hash) again does nothing.
 * @return HUIFANG_OK; _CONFLICT (time going back); _RANGE (outside the years 1400 to 9999); _STORAGE. Threads: alone.
 */
HUIFANG_API huifang_status huifang_book_bind(huifang_book *book, const huifang_policy *policy, huifang_instant now,
                                             huifang_error **error);
/** One policy of huifang_book_bind_policies(). Start from HUIFANG_POLICY_BINDING_INIT. Everything is borrowed for the call. */
typedef struct huifang_policy_binding {
  uint32_t struct_size;         /**< sizeof(huifang_policy_binding) of the caller */
  const huifang_policy *policy; /**< its parameters are those it was loaded with */
  const char *where;            /**< FEEL over the facts of a subject: whom it governs; NULL or "" = everyone */
  size_t where_size;
  huifang_instant from;         /**< nothing of it is owed before; HUIFANG_NO_INSTANT = as soon as it is bound */
} huifang_policy_binding;
#define HUIFANG_POLICY_BINDING_INIT { (uint32_t)sizeof(huifang_policy_binding), NULL, NULL, 0, HUIFANG_NO_INSTANT }
/**
 * Put several policies in force from @p now on, in place of those before.
 *
 * Policies with one root (`extends`) are a family: of each family the first one whose `where` holds governs a subject;
 * policies of several families all apply. What is owed already stays as it is, under the version it was created under.
 *
 * @param bindings Array of pointers, in order; @p count of them, at least one. Borrowed for the call.
 * @return HUIFANG_OK; _POLICY (they do not fit together, all findings); _CONFLICT (time going back); _RANGE; _ARGUMENT;
 *         _STORAGE. Threads: alone. Since: 0.1.0. Source: examples/guide/several-policies.md.
 */
HUIFANG_API huifang_status huifang_book_bind_policies(huifang_book *book, const huifang_policy_binding *const *bindings,
                                                      size_t count, huifang_instant now, huifang_error **error);
/**
 * The same with the policies that a file of bindings names: {"bindings": [{"policy": "path", "params": {}, "where": "",
 * "from": "2024-01-01"}]}. Paths are relative to its folder.
 * @return As huifang_book_bind_policies(); _SYNTAX (no JSON); _STORAGE (a file that cannot be read). Threads: alone.
 */
HUIFANG_API huifang_status huifang_book_bind_file(huifang_book *book, const char *path, size_t path_size, huifang_instant now,
                                                  huifang_error **error);
/**
 * What was bound last, in order; an empty list before the first bind.
 * @param[out] out Released by the caller with huifang_bindings_free(); NULL on failure.
 * @return HUIFANG_OK; _STORAGE. Threads: alone. Since: 0.1.0. Source: examples/guide/several-policies.md.
 */
HUIFANG_API huifang_status huifang_book_bindings(huifang_book *book, huifang_bindings **out, huifang_error **error);
/** Number of bindings. Threads: any. */
HUIFANG_API size_t huifang_bindings_count(const huifang_bindings *list);
/** A binding, borrowed from the list; NULL beyond the last. Threads: any. */
HUIFANG_API const huifang_binding *huifang_bindings_item(const huifang_bindings *list, size_t index);
/** Release a list of bindings. Threads: alone. */
HUIFANG_API void huifang_bindings_free(huifang_bindings *list);
/** The policy, with the parameters it was loaded with; borrowed from the list, NULL for NULL. Threads: any. */
HUIFANG_API const huifang_policy *huifang_binding_policy(const huifang_binding *binding);
/** Whom it governs, as it was bound; "" = everyone. Borrowed from the list. Threads: any. */
HUIFANG_API const char *huifang_binding_where(const huifang_binding *binding, size_t *size);
/** Nothing of it is owed before; HUIFANG_NO_INSTANT = as soon as it was bound. Threads: any. */
HUIFANG_API huifang_instant huifang_binding_from(const huifang_binding *binding);
/** The first policy of those in force, released by the caller; NULL before the first bind. Threads: alone. */
HUIFANG_API huifang_status huifang_book_policy(huifang_book *book, huifang_policy **out, huifang_error **error);
/** The zone of the policy, released by the caller; UTC before the first bind. Threads: alone. */
HUIFANG_API huifang_status huifang_book_zone(huifang_book *book, huifang_zone **out, huifang_error **error);
/** The latest `now` the book has seen; HUIFANG_NO_INSTANT for a new book. Threads: alone. */
HUIFANG_API huifang_status huifang_book_now(huifang_book *book, huifang_instant *out, huifang_error **error);
/**
 * Record an event. Refused means that nothing changed.
 * @param now Moment of the recording, not before the book's nor before the event; HUIFANG_NO_INSTANT = the later of
 *            both.
 * @param[out] out What it did, released by the caller; may be NULL.
 * @return HUIFANG_OK, also for a known id; _POLICY (unknown type, field or entity); _CONFLICT (same id with other
 *         content, time going back); _RANGE (more than 100 years after the book's time, once it knows anybody);
 *         _ARGUMENT (no policy yet, or opened for reading only); _STORAGE. Threads: alone.
 */
HUIFANG_API huifang_status huifang_book_record(huifang_book *book, const huifang_event *event, huifang_instant now,
                                               huifang_record_result **out, huifang_error **error);
/** Read a JSON envelope, times without offset local to the book's zone, and record it. Threads: alone. */
HUIFANG_API huifang_status huifang_book_record_json(huifang_book *book, const char *json, size_t json_size,
                                                    huifang_instant now, huifang_record_result **out,
                                                    huifang_error **error);
/** true: the id was recorded before with the same content, and nothing was done. Threads: any. */
HUIFANG_API bool huifang_record_result_known(const huifang_record_result *result);
/** Number of duties the event counted for. Threads: any. */
HUIFANG_API size_t huifang_record_result_credited_count(const huifang_record_result *result);
/** Key of such a duty. Threads: any. */
HUIFANG_API const char *huifang_record_result_credited(const huifang_record_result *result, size_t index,
                                                       size_t *size);
/** Number of duties that came to be. Threads: any. */
HUIFANG_API size_t huifang_record_result_created_count(const huifang_record_result *result);
/** Key of such a duty. Threads: any. */
HUIFANG_API const char *huifang_record_result_created(const huifang_record_result *result, size_t index,
                                                      size_t *size);
/** Number of notes. Threads: any. */
HUIFANG_API size_t huifang_record_result_note_count(const huifang_record_result *result);
/** Why it credited nothing, what was undecided …: an English sentence. Threads: any. */
HUIFANG_API const char *huifang_record_result_note(const huifang_record_result *result, size_t index, size_t *size);
/** Number of duties that a roster, an absence or an amendment of the calendar moved or excused. Threads: any. */
HUIFANG_API size_t huifang_record_result_moved_count(const huifang_record_result *result);
/** Key of a duty that was moved, by subject and age. Threads: any. */
HUIFANG_API const char *huifang_record_result_moved(const huifang_record_result *result, size_t index, size_t *size);
/** Its due before; HUIFANG_NO_INSTANT = no deadline, or no such index. Threads: any. */
HUIFANG_API huifang_instant huifang_record_result_moved_from(const huifang_record_result *result, size_t index);
/** Its due now. Threads: any. */
HUIFANG_API huifang_instant huifang_record_result_moved_to(const huifang_record_result *result, size_t index);
/** No working day is left in its bucket: it is excused. Threads: any. */
HUIFANG_API bool huifang_record_result_moved_waived(const huifang_record_result *result, size_t index);
/** Release a result. Threads: alone. */
HUIFANG_API void huifang_record_result_free(huifang_record_result *result);

/**
 * May this contact be made? Asked before it happens; nothing changes.
 * @param contact The event that would be recorded; its id may be empty.
 * @param purpose One that some duty has, or "".
 * @param[out] out Released with huifang_contact_answer_free().
 * @return HUIFANG_OK, allowed or not; _POLICY (no contact, unknown field or purpose, with the nearest); _ARGUMENT (no policy
 *         bound); _RANGE; _STORAGE. Threads: alone.
 */
HUIFANG_API huifang_status huifang_book_may_contact(huifang_book *book, const huifang_event *contact,
                                                    const char *purpose, size_t purpose_size,
                                                    huifang_contact_answer **out, huifang_error **error);
/** Is it allowed? Also when the policy has no eligibility. Threads: any. */
HUIFANG_API bool huifang_contact_answer_allowed(const huifang_contact_answer *answer);
/** Why it is denied: the reason code, "undecided" when the policy cannot tell; "" when it is allowed. Threads: any. */
HUIFANG_API const char *huifang_contact_answer_code(const huifang_contact_answer *answer, size_t *size);
/** Denied: id of the policy that says so; "" when allowed. Threads: any. */
HUIFANG_API const char *huifang_contact_answer_policy(const huifang_contact_answer *answer, size_t *size);
/** Canonical JSON: inputs, row, source; "" without eligibility. Threads: any. */
HUIFANG_API const char *huifang_contact_answer_because(const huifang_contact_answer *answer, size_t *size);
/** Undecided: number of names without a value. Threads: any. */
HUIFANG_API size_t huifang_contact_answer_unknown_count(const huifang_contact_answer *answer);
/** One of them. Threads: any. */
HUIFANG_API const char *huifang_contact_answer_unknown(const huifang_contact_answer *answer, size_t index, size_t *size);
/** Denied: number of those whom the contact could name instead. Threads: any. */
HUIFANG_API size_t huifang_contact_answer_alternative_count(const huifang_contact_answer *answer);
/** The field of the event that would name them. Threads: any. */
HUIFANG_API const char *huifang_contact_answer_alternative_field(const huifang_contact_answer *answer, size_t index,
                                                                 size_t *size);
/** Their entity. Threads: any. */
HUIFANG_API const char *huifang_contact_answer_alternative_entity(const huifang_contact_answer *answer, size_t index,
                                                                  size_t *size);
/** Their key. Threads: any. */
HUIFANG_API const char *huifang_contact_answer_alternative_key(const huifang_contact_answer *answer, size_t index,
                                                               size_t *size);
/** Release an answer. Threads: alone. */
HUIFANG_API void huifang_contact_answer_free(huifang_contact_answer *answer);
/**
 * Let time pass: everything due up to and including @p to happens, in order.
 * @param steps_max    Stop after so many wake-ups; 0 = no limit.
 * @param[out] reached How far time came; may be NULL, as may the next two.
 * @param[out] steps   Wake-ups worked off.
 * @param[out] complete false when the limit ended it early: call again.
 * @return HUIFANG_OK; _CONFLICT (time going back); _RANGE (as for huifang_book_record()); _ARGUMENT (no policy yet, or
 *         opened for reading only); _STORAGE. Threads: alone.
 */
HUIFANG_API huifang_status huifang_book_advance(huifang_book *book, huifang_instant to, uint64_t steps_max,
                                                huifang_instant *reached, uint64_t *steps, bool *complete,
                                                huifang_error **error);
/** Group the following calls in one transaction; not nested. @return _ARGUMENT when one is open. Threads: alone. */
HUIFANG_API huifang_status huifang_book_begin(huifang_book *book, huifang_error **error);
/** Make them durable, all at once. @return _ARGUMENT when no group is open; _STORAGE. Threads: alone. */
HUIFANG_API huifang_status huifang_book_commit(huifang_book *book, huifang_error **error);
/** Take them all back. @return _ARGUMENT when no group is open. Threads: alone. */
HUIFANG_API huifang_status huifang_book_rollback(huifang_book *book, huifang_error **error);

/* ------------------------------------------------------------------------------------------------- duties */

/** Where a duty stands. Frozen; new ones are appended. */
enum {
  HUIFANG_DUTY_PENDING = 0,  /**< its window has not opened */
  HUIFANG_DUTY_OPEN = 1,     /**< inside its window */
  HUIFANG_DUTY_DONE = 2,     /**< fulfilled, in time or late */
  HUIFANG_DUTY_OVERDUE = 3,  /**< not done by its due and still owed */
  HUIFANG_DUTY_LAPSED = 4,   /**< not done by its due and no longer owed */
  HUIFANG_DUTY_WAIVED = 5,   /**< owed but excused; final */
  HUIFANG_DUTY_WITHDRAWN = 6 /**< no longer owed: its rule stopped, or its reason went away; final */
};
/** "pending", "open" …; "" for a number that is no state. Static. Threads: any. */
HUIFANG_API const char *huifang_duty_state_name(int32_t state);
/** The bit of a state in huifang_duty_query.states. */
#define HUIFANG_DUTY_BIT(state) (UINT32_C(1) << (state))

/** Which duties to list; all conditions must hold. Zero means no condition. Everything is borrowed for the call. */
typedef struct huifang_duty_query {
  uint32_t struct_size;               /**< sizeof(huifang_duty_query) of the caller */
  uint32_t states;                    /**< HUIFANG_DUTY_BIT()s; 0 = all */
  const char *subject_entity;         /**< with subject_key: about whom; duties of the cases about them are among theirs */
  size_t subject_entity_size;
  const char *subject_key;
  size_t subject_key_size;
  const char *owner_entity;           /**< with owner_key: who must do it; entity "" = staff */
  size_t owner_entity_size;
  const char *owner_key;
  size_t owner_key_size;
  const char *rule;                   /**< id of the rule; "rule.step" names a step, "policy/rule" the policy as well */
  size_t rule_size;
  const huifang_instant *due_from;    /**< inclusive, as are the next three; NULL = no bound */
  const huifang_instant *due_to;
  const huifang_instant *missed_from; /**< bounds on the moment at which it was missed */
  const huifang_instant *missed_to;
  uint64_t limit;                     /**< at most so many; 0 = all */
} huifang_duty_query;
#define HUIFANG_DUTY_QUERY_INIT \
  { (uint32_t)sizeof(huifang_duty_query), 0, NULL, 0, NULL, 0, NULL, 0, NULL, 0, NULL, 0, NULL, NULL, NULL, NULL, 0 }

/** Duties by due (none last), opening, key. @param query Or NULL for all. @return _STORAGE. Threads: alone. */
HUIFANG_API huifang_status huifang_book_duties(huifang_book *book, const huifang_duty_query *query,
                                               huifang_duties **out, huifang_error **error);
/** The duty with this key: a list of one, or of none. @return _SYNTAX (no key); _STORAGE. Threads: alone. */
HUIFANG_API huifang_status huifang_book_duty(huifang_book *book, const char *key, size_t key_size,
                                             huifang_duties **out, huifang_error **error);
/**
 * The policy that a duty was created under: its version, of branches the one that governed, with its parameters.
 * @param[out] out Released by the caller. @return HUIFANG_OK; _SYNTAX (no key); _ARGUMENT (no such duty); _STORAGE. Threads: alone.
 */
HUIFANG_API huifang_status huifang_book_duty_policy(huifang_book *book, const char *key, size_t key_size,
                                                    huifang_policy **out, huifang_error **error);
/** Number of duties. Threads: any. */
HUIFANG_API size_t huifang_duties_count(const huifang_duties *list);
/** A duty, borrowed from the list; it does not follow later changes of the book. Threads: any. */
HUIFANG_API const huifang_duty *huifang_duties_item(const huifang_duties *list, size_t index);
/** Release a list of duties. Threads: alone. */
HUIFANG_API void huifang_duties_free(huifang_duties *list);

/** Identity as one text, "policy/rule/customer:c12/run/step/n"; never changes. Threads: any. */
HUIFANG_API const char *huifang_duty_key(const huifang_duty *duty, size_t *size);
/** Id of the root policy. Threads: any. */
HUIFANG_API const char *huifang_duty_policy(const huifang_duty *duty, size_t *size);
/** Id of the rule. Threads: any. */
HUIFANG_API const char *huifang_duty_rule(const huifang_duty *duty, size_t *size);
/** Entity of the subject. Threads: any. */
HUIFANG_API const char *huifang_duty_subject_entity(const huifang_duty *duty, size_t *size);
/** Key of the subject. Threads: any. */
HUIFANG_API const char *huifang_duty_subject_key(const huifang_duty *duty, size_t *size);
/** Id of what started the run. Threads: any. */
HUIFANG_API const char *huifang_duty_run(const huifang_duty *duty, size_t *size);
/** Step of the rule, or "". Threads: any. */
HUIFANG_API const char *huifang_duty_step(const huifang_duty *duty, size_t *size);
/** Bucket id or number of the repetition. Threads: any. */
HUIFANG_API const char *huifang_duty_n(const huifang_duty *duty, size_t *size);
/** HUIFANG_DUTY_…; HUIFANG_DUTY_PENDING for NULL. Threads: any. */
HUIFANG_API int32_t huifang_duty_state(const huifang_duty *duty);
/** Entity of the owner (who must do it), or "" when the role resolves to nobody. Threads: any. */
HUIFANG_API const char *huifang_duty_owner_entity(const huifang_duty *duty, size_t *size);
/** Key of the owner, or "". Threads: any. */
HUIFANG_API const char *huifang_duty_owner_key(const huifang_duty *duty, size_t *size);
/** Entity of who answers for it, fixed at the breach, or "". Threads: any. */
HUIFANG_API const char *huifang_duty_responsible_entity(const huifang_duty *duty, size_t *size);
/** Key of who answers for it, or "". Threads: any. */
HUIFANG_API const char *huifang_duty_responsible_key(const huifang_duty *duty, size_t *size);
/** Number of event types and forms that credit it. Threads: any. */
HUIFANG_API size_t huifang_duty_need_count(const huifang_duty *duty);
/** Such a type: "phone", "filed.record". Threads: any. */
HUIFANG_API const char *huifang_duty_need(const huifang_duty *duty, size_t index, size_t *size);
/** When it opens, inclusive; HUIFANG_NO_INSTANT = not known yet. Threads: any. */
HUIFANG_API huifang_instant huifang_duty_opens(const huifang_duty *duty);
/** When it is due, inclusive; HUIFANG_NO_INSTANT = no deadline. Threads: any. */
HUIFANG_API huifang_instant huifang_duty_due(const huifang_duty *duty);
/** When it came to be. Threads: any. */
HUIFANG_API huifang_instant huifang_duty_created_at(const huifang_duty *duty);
/** When the fulfilling act happened, or HUIFANG_NO_INSTANT. Threads: any. */
HUIFANG_API huifang_instant huifang_duty_done_at(const huifang_duty *duty);
/** The due at which it was missed; HUIFANG_NO_INSTANT: never, or done in time after all, or excused. Threads: any. */
HUIFANG_API huifang_instant huifang_duty_missed_at(const huifang_duty *duty);
/** Done after its due. Threads: any. */
HUIFANG_API bool huifang_duty_late(const huifang_duty *duty);
/** Credits counted. Threads: any. */
HUIFANG_API int64_t huifang_duty_credits(const huifang_duty *duty);
/** Credits needed. Threads: any. */
HUIFANG_API int64_t huifang_duty_credits_needed(const huifang_duty *duty);
/** Version of the policy it was created under. Threads: any. */
HUIFANG_API const char *huifang_duty_policy_version(const huifang_duty *duty, size_t *size);
/** Clause of the regulation, or "". Threads: any. */
HUIFANG_API const char *huifang_duty_source(const huifang_duty *duty, size_t *size);
/** Why, as canonical JSON: rule, clause, facts used, season, bucket, cause. Threads: any. */
HUIFANG_API const char *huifang_duty_because(const huifang_duty *duty, size_t *size);
/** Sequence number of the last change, for mirrors. Threads: any. */
HUIFANG_API int64_t huifang_duty_changed(const huifang_duty *duty);

/**
 * Why a duty is owed and what became of it, in plain words.
 * @param language "en" or "zh"; "" = "en".
 * @return HUIFANG_OK; _ARGUMENT (no such duty or language); _SYNTAX (no key); _STORAGE. Threads: alone.
 */
HUIFANG_API huifang_status huifang_book_explain(huifang_book *book, const char *key, size_t key_size,
                                                const char *language, size_t language_size, huifang_string **out,
                                                huifang_error **error);
/** The same as canonical JSON. Threads: alone. */
HUIFANG_API huifang_status huifang_book_explain_json(huifang_book *book, const char *key, size_t key_size,
                                                     huifang_string **out, huifang_error **error);

/* ------------------------------------------------------------------------------------------------ reports */

/** A form in which a report is told. Frozen; new ones are appended. */
typedef int32_t huifang_report_format;
enum {
  HUIFANG_REPORT_TEXT = 0,     /**< aligned tables */
  HUIFANG_REPORT_CSV = 1,      /**< a line for each figure */
  HUIFANG_REPORT_JSON = 2,     /**< in both languages; huifang_report_parse() reads it back */
  HUIFANG_REPORT_MARKDOWN = 3,
  HUIFANG_REPORT_HTML = 4      /**< one page with its charts; nothing is fetched */
};

/**
 * The figures of a table, each with its base, and what does not add up.
 * @param spec What the report consists of, JSON; examples/guide/reports.md. Borrowed for the call.
 * @param rows The table, read to its end and not released; NULL: no rows. Columns that the document does not declare are not read.
 * @param[out] out Released with huifang_report_free().
 * @return HUIFANG_OK; _SYNTAX, _POLICY or _LIMIT with all that is wrong with the document; _ARGUMENT with all values that are not of
 *         their column's type; _EVALUATION when an expression meets what it does not take. Threads: any; the stream: one at a time.
 */
HUIFANG_API huifang_status huifang_report_make(const char *spec, size_t spec_size, struct ArrowArrayStream *rows,
                                               huifang_report **out, huifang_error **error);
/**
 * A report of a book's policies as it stood at the end of a bucket. What was recorded later changes nothing, so the report of a
 * bucket that is over stays what it is; of a running one it is told as of the book's time, and a finding says so. Replays the
 * journal up to there into a temporary database, as huifang_book_verify() does.
 * @param name Of the report; of later families of policies "policy/name". Borrowed for the call.
 * @param period Id of the bucket such as "2013-12"; NULL or "": the last one that is over, or the first while none is.
 * @param[out] out Released with huifang_report_free().
 * @return HUIFANG_OK; _ARGUMENT for an unknown report or period; _EVALUATION when an expression fails; _STORAGE. Threads: alone.
 */
HUIFANG_API huifang_status huifang_book_report(huifang_book *book, const char *name, size_t name_size, const char *period, size_t period_size,
                                               huifang_report **out, huifang_error **error);
/** A report that was written as JSON. @return HUIFANG_OK, _SYNTAX when it is none. Threads: any. */
HUIFANG_API huifang_status huifang_report_parse(const char *json, size_t json_size, huifang_report **out, huifang_error **error);
/**
 * A report with the changes since the one before: differences of per cents in percentage points, and relative ones.
 * @return HUIFANG_OK; _ARGUMENT when a metric is of another type in both: rates and indices are not compared. Threads: any.
 */
HUIFANG_API huifang_status huifang_report_compare(const huifang_report *now, const huifang_report *before, huifang_report **out,
                                                  huifang_error **error);
/** The report as a document. @param language "en" or "zh"; NULL or "": en. Threads: any. */
HUIFANG_API huifang_status huifang_report_write(const huifang_report *report, huifang_report_format format, const char *language,
                                                size_t language_size, huifang_string **out, huifang_error **error);
/** How many findings there are: what a reader should not overlook. Threads: any. */
HUIFANG_API size_t huifang_report_finding_count(const huifang_report *report);
/** "unclassified", "printed", "missed" …; "" beyond the last. Static. Threads: any. */
HUIFANG_API const char *huifang_report_finding_kind(const huifang_report *report, size_t index);
/** The metric, breakdown or ranking: "reach", "outcomes.moved"; "" beyond the last. Borrowed from the report. Threads: any. */
HUIFANG_API const char *huifang_report_finding_about(const huifang_report *report, size_t index, size_t *size);
/** Release a report. Threads: alone. */
HUIFANG_API void huifang_report_free(huifang_report *report);
/** JSON Schema of the documents of reports. Threads: any. */
HUIFANG_API huifang_status huifang_report_schema(huifang_string **out, huifang_error **error);

/* -------------------------------------------------------------------------------------------------- plans */

/** How huifang_plan_visits() plans. Zero means the default. */
typedef struct huifang_plan_options {
  uint32_t struct_size;   /**< sizeof(huifang_plan_options) of the caller */
  int32_t uneven;         /**< 1: the load is not evened out, everything stays as early as it can be */
  uint64_t search_steps;  /**< bound of the exact search; default 100,000,000 */
  uint64_t witnesses_max; /**< how many overloads are explained; default 10 */
} huifang_plan_options;
#define HUIFANG_PLAN_OPTIONS_INIT { (uint32_t)sizeof(huifang_plan_options), 0, 0, 0 }

/** What huifang_policy_occurrences() looks for. Texts are borrowed for the call. */
typedef struct huifang_occurrence_options {
  uint32_t struct_size;        /**< sizeof(huifang_occurrence_options) of the caller */
  huifang_instant from;        /**< occurrences whose window [opens, due] touches [from, to); at most 100 years from known_since */
  huifang_instant to;
  huifang_instant known_since; /**< since when the subjects have been known; HUIFANG_NO_INSTANT: `from` */
  const char *entity;          /**< type of the subjects; default: "customer" */
  size_t entity_size;
  const char *rule;            /**< only this rule; default: all about the entity */
  size_t rule_size;
} huifang_occurrence_options;
#define HUIFANG_OCCURRENCE_OPTIONS_INIT \
  { (uint32_t)sizeof(huifang_occurrence_options), 0, 0, HUIFANG_NO_INSTANT, NULL, 0, NULL, 0 }

/**
 * When rules are due, without a book: what a book would owe subjects like these if nobody did anything. Subjects that agree
 * in all columns are worked out once.
 * @param schema, batch A record batch: a row is a subject, a field one of its facts, measures, decisions or tiers
 *              ("tier.rank") by name; what is not there is not known. Both NULL: one subject of whom nothing is known.
 *              Borrowed for the call, never released here.
 * @param[out] out A stream of `subject` (int64, row of the batch), `rule` and `n` (dictionaries of utf8), `opens` and `due`
 *              (timestamps in microseconds, UTC; no due: null). To be released by the caller; it keeps what it needs.
 *              Untouched on failure. Reading it can fail too; its get_last_error says why.
 * @param options Not NULL.
 * @return HUIFANG_OK; _ARGUMENT with all diagnostics; _RANGE for times outside the years 1400 to 9999. Threads: any; the
 *         stream: one at a time.
 */
HUIFANG_API huifang_status huifang_policy_occurrences(const huifang_policy *policy,
                                                      const huifang_occurrence_options *options,
                                                      const struct ArrowSchema *schema, const struct ArrowArray *batch,
                                                      struct ArrowArrayStream *out, huifang_error **error);

/** What huifang_policy_measure() works out. Texts are borrowed for the call. */
typedef struct huifang_measure_options {
  uint32_t struct_size;  /**< sizeof(huifang_measure_options) of the caller */
  huifang_instant at;    /**< as of when; HUIFANG_NO_INSTANT: each subject has an instant in its field "at" */
  const char *entity;    /**< type of the subjects; default: "customer" */
  size_t entity_size;
  const char *measures;  /**< names, one a line; default: all about the entity */
  size_t measures_size;
} huifang_measure_options;
#define HUIFANG_MEASURE_OPTIONS_INIT \
  { (uint32_t)sizeof(huifang_measure_options), HUIFANG_NO_INSTANT, NULL, 0, NULL, 0 }

/**
 * What the measures of many subjects are, from what happened, without a book: what a book would answer that had recorded it.
 * Ids are not compared: what comes twice counts twice.
 * @param schema, batch A record batch of the subjects: `key` (default: number of the row, from 0), `at` (as of when, beside
 *              options.at), facts, and tiers as "tier.<name>"; nothing else is known of them. Both NULL: the subjects are those
 *              that the events name, in that order. Borrowed for the call, never released here.
 * @param events What happened, read to its end and not released: `type`, `at`, the subject's key under the name of the entity,
 *              `id`, `by`, other entities and fields, as in an envelope; null is nothing.
 * @param[out] out A stream of `subject` (utf8), and for each measure a field of its name (int64 for counts and streaks, double
 *              for other numbers; for `first` and `last` fields `<name>.id`, `.type`, `.at`, `.by` and those of their events) and
 *              `<name>.next_change` (timestamp in microseconds, UTC: when it changes though nothing happens; null: never). To
 *              be released by the caller; it keeps what it needs. Untouched on failure.
 * @param options Not NULL.
 * @return HUIFANG_OK; _ARGUMENT with all diagnostics, bad rows with their places; _RANGE outside the calendar. Threads: any; the
 *         stream: one at a time.
 */
HUIFANG_API huifang_status huifang_policy_measure(const huifang_policy *policy, const huifang_measure_options *options,
                                                  const struct ArrowSchema *schema, const struct ArrowArray *batch,
                                                  struct ArrowArrayStream *events, struct ArrowArrayStream *out,
                                                  huifang_error **error);

/**
 * What is known of the subjects of one entity, for huifang_policy_may_contact(). Start from HUIFANG_CONTACT_TABLE_INIT. All is
 * borrowed for the call.
 */
typedef struct huifang_contact_table {
  uint32_t struct_size;              /**< sizeof(huifang_contact_table) of the caller */
  const char *entity;                /**< "customer" */
  size_t entity_size;
  const struct ArrowSchema *schema;  /**< of a record batch: a row is a subject, a field one of its facts, measures, decisions or tiers */
  const struct ArrowArray *batch;    /**< ("tier.rank"); `key` names it; of what happened last "<measure>.at", "<measure>.by" … */
} huifang_contact_table;
#define HUIFANG_CONTACT_TABLE_INIT { (uint32_t)sizeof(huifang_contact_table), NULL, 0, NULL, NULL }

/**
 * Which of many contacts the policy allows, without a book: what huifang_book_may_contact() would answer in a book that knows the
 * same of the same subjects. Requests that look alike to the policy are worked out once.
 * @param tables, table_count Array of pointers, at most one table for each entity; may be NULL when the count is 0. Nothing happened to subjects without
 *              the field of a measure, and other facts are null.
 * @param requests Contacts before they happen, read to their end and not released: `type`, `at`, `purpose`, and as in an envelope
 *              `by`, keys of entities, fields; null is nothing.
 * @param[out] out A stream, a batch for each batch of requests and in their order: `result` (dictionary of utf8: "allowed", "denied",
 *              "undecided"), `code` (dictionary of utf8; null: allowed), `unknown` (dictionary of utf8: names without a value, with
 *              ", " between them; null: nothing), `row` (int32, from 1, of the eligibility table; null: none decided), `instead` (list
 *              of structs of `field`, `entity` and `key`: who else would be allowed). To be released by the caller. Untouched on
 *              failure.
 * @return HUIFANG_OK; _ARGUMENT with all diagnostics, bad rows with their places. Threads: any; the stream: one at a time.
 */
HUIFANG_API huifang_status huifang_policy_may_contact(const huifang_policy *policy, const huifang_contact_table *const *tables,
                                                      size_t table_count, struct ArrowArrayStream *requests,
                                                      struct ArrowArrayStream *out, huifang_error **error);

/** What huifang_plan_book() plans. Texts are borrowed for the call. */
typedef struct huifang_plan_book_options {
  uint32_t struct_size; /**< sizeof(huifang_plan_book_options) of the caller */
  huifang_date from;    /**< first day of the plan */
  huifang_date to;      /**< last day, inclusive; not before `from` */
  int32_t gap_days;     /**< least distance between visits of one subject, days, [0, 3660] */
  int64_t capacity;     /**< visits per person and open day, up to 1,000,000,000; 0: the policy's `plan.capacity`, else 8 */
  const char *rule;     /**< only duties of this rule; default: of all */
  size_t rule_size;
  const char *owner;    /**< only duties of this person ("s7") or unit ("unit:sales"); default: of all */
  size_t owner_size;
} huifang_plan_book_options;
#define HUIFANG_PLAN_BOOK_OPTIONS_INIT { (uint32_t)sizeof(huifang_plan_book_options), 0, 0, 0, 0, NULL, 0, NULL, 0 }

/**
 * Put visits on days and people: earliest deadline first, by moving others where that takes it, evened out inside the
 * windows. What does not fit is named with the smallest set of visits that is too much. Equal requests give equal plans.
 * @param json UTF-8: {"visits": [{"id", "first", "last", ...}], "people": [{"id", "capacity", ...}]}, see
 *             examples/guide/plan.md. Borrowed for the call.
 * @return HUIFANG_OK, also when not everything fits; _SYNTAX, _ARGUMENT or _LIMIT. Threads: any.
 */
HUIFANG_API huifang_status huifang_plan_visits(const char *json, size_t json_size, const huifang_plan_options *options,
                                               huifang_plan **out, huifang_error **error);
/** Plan the live duties of a book; a visit's id is its duty's key. _ARGUMENT without a policy. Threads: alone. */
HUIFANG_API huifang_status huifang_plan_book(const huifang_book *book, const huifang_plan_book_options *options,
                                             huifang_plan **out, huifang_error **error);
/**
 * Where duties are planned and who is away, as `slot` and `absent` events said last, as JSON:
 * {"slots": [{"duty", "act", "day", "person", "pinned"}], "absences": [{"staff", "from", "to", "cover"}]}.
 * @param[out] out Released by the caller. @return HUIFANG_OK; _STORAGE. Threads: alone.
 */
HUIFANG_API huifang_status huifang_book_slots(const huifang_book *book, huifang_string **out, huifang_error **error);
/** Release a plan. Threads: alone. */
HUIFANG_API void huifang_plan_free(huifang_plan *plan);
/** How many visits have a place; they are ordered by day, person, id. 0 for NULL. Threads: any. */
HUIFANG_API size_t huifang_plan_visit_count(const huifang_plan *plan);
/** The id of a visit that has a place; "" beyond the last. Borrowed from the plan. Threads: any. */
HUIFANG_API const char *huifang_plan_visit_id(const huifang_plan *plan, size_t index, size_t *size);
/** Number of ids of what else is done in this visit; 0 beyond the last. Threads: any. */
HUIFANG_API size_t huifang_plan_visit_together_count(const huifang_plan *plan, size_t index);
/** One of them; "" beyond the last. Borrowed from the plan. Threads: any. */
HUIFANG_API const char *huifang_plan_visit_together(const huifang_plan *plan, size_t index, size_t which, size_t *size);
/** Who makes it; "" beyond the last. Borrowed from the plan. Threads: any. */
HUIFANG_API const char *huifang_plan_visit_person(const huifang_plan *plan, size_t index, size_t *size);
/** On which day; 0 beyond the last. Threads: any. */
HUIFANG_API huifang_date huifang_plan_visit_day(const huifang_plan *plan, size_t index);
/** How many visits have no place. 0 for NULL. Threads: any. */
HUIFANG_API size_t huifang_plan_unplanned_count(const huifang_plan *plan);
/** The id of a visit without a place; "" beyond the last. Borrowed from the plan. Threads: any. */
HUIFANG_API const char *huifang_plan_unplanned_id(const huifang_plan *plan, size_t index, size_t *size);
/** Why: "overloaded", "no open day", "nobody" or "search limit"; "" beyond the last. Static. Threads: any. */
HUIFANG_API const char *huifang_plan_unplanned_reason(const huifang_plan *plan, size_t index);
/** The plan for people to read. Threads: any. */
HUIFANG_API huifang_status huifang_plan_table(const huifang_plan *plan, huifang_string **out, huifang_error **error);
/** The plan as CSV: day, person, subject, title, id, state. Threads: any. */
HUIFANG_API huifang_status huifang_plan_csv(const huifang_plan *plan, huifang_string **out, huifang_error **error);
/** All of the plan as JSON, witnesses and loads included. Threads: any. */
HUIFANG_API huifang_status huifang_plan_json(const huifang_plan *plan, huifang_string **out, huifang_error **error);
/**
 * The plan as iCalendar (RFC 5545): events of whole days, whose UIDs come from the ids of the visits alone.
 * @param stamp  When the plan was made.
 * @param person Only this person's visits; empty: everybody's. Borrowed for the call.
 * Threads: any.
 */
HUIFANG_API huifang_status huifang_plan_icalendar(const huifang_plan *plan, huifang_instant stamp, const char *person,
                                                  size_t person_size, huifang_string **out, huifang_error **error);

/* ------------------------------------------------------------------------------------------ cases of workflows */

/** Which cases to list by whether they run. Frozen; new ones are appended. */
enum {
  HUIFANG_CASES_ALL = 0,
  HUIFANG_CASES_RUNNING = 1,
  HUIFANG_CASES_CLOSED = 2
};

/** Which cases to list; all conditions must hold. Zero means no condition. Everything is borrowed for the call. */
typedef struct huifang_case_query {
  uint32_t struct_size;     /**< sizeof(huifang_case_query) of the caller */
  int32_t running;          /**< HUIFANG_CASES_…; default all */
  const char *workflow;     /**< its name in the book: "policy/workflow" for policies after the first */
  size_t workflow_size;
  const char *key;          /**< as a rule the id of the event that opened the case */
  size_t key_size;
  const char *about_entity; /**< with about_key: about whom; entity "" = customer */
  size_t about_entity_size;
  const char *about_key;
  size_t about_key_size;
  uint64_t limit;           /**< at most so many; 0 = all */
} huifang_case_query;
#define HUIFANG_CASE_QUERY_INIT { (uint32_t)sizeof(huifang_case_query), 0, NULL, 0, NULL, 0, NULL, 0, NULL, 0, 0 }

/**
 * Cases by workflow and opening, as JSON: {"cases": [{"workflow", "key", "about": "customer:c1", "owner": "staff:s7" or null,
 * "states": [innermost active ones], "opened", "closed": null while it runs, "outcome", "facts": {values by name}}]}. Moments are
 * text with the book's offset.
 * @param query Or NULL for all.
 * @param[out] out Released by the caller. @return HUIFANG_OK; _ARGUMENT; _STORAGE. Threads: alone.
 *             Source: examples/guide/workflows.md.
 */
HUIFANG_API huifang_status huifang_book_cases(const huifang_book *book, const huifang_case_query *query,
                                              huifang_string **out, huifang_error **error);
/**
 * The steps of a case so far, as JSON: {"path": [{"number": from 1, "at", "event": id or null, "type", "left": [states],
 * "entered": [states], "states": [innermost active ones behind it], "transitions": [JSON pointers into the policy],
 * "because": {…}}]}; without steps for a case that the book does not have. "type" is that of the event, "opened", "time", "migrated", or
 * "uncaught.<event>": an event that the case raised and nobody took up. "because" has the workflow, its policy, version and clause,
 * the cause, and of an opening whose owner a decision table found "routing": the row that matched and why those before it did not.
 * @param workflow As in "workflow" of huifang_book_cases(). Borrowed for the call, as is @p key.
 * @param[out] out Released by the caller. @return HUIFANG_OK; _STORAGE. Threads: alone.
 */
HUIFANG_API huifang_status huifang_book_case_path(const huifang_book *book, const char *workflow, size_t workflow_size,
                                                  const char *key, size_t key_size, huifang_string **out,
                                                  huifang_error **error);
/**
 * Draw a case: its workflow with the active states and the transitions taken highlighted, and in the states what they still owe
 * with its due.
 * @param workflow As in "workflow" of huifang_book_cases(). Borrowed for the call, as is @p key.
 * @param picture  HUIFANG_PICTURE_…
 * @param[out] out Released by the caller. @return HUIFANG_OK; _ARGUMENT (no such workflow, case or picture); _STORAGE.
 *             Threads: alone.
 */
HUIFANG_API huifang_status huifang_book_draw_case(const huifang_book *book, const char *workflow, size_t workflow_size,
                                                  const char *key, size_t key_size, int32_t picture, huifang_string **out,
                                                  huifang_error **error);

/* ---------------------------------------------------------------------------------------- points */

/** Which entries or balances; all conditions must hold. Zero means no condition. Everything is borrowed for the call. */
typedef struct huifang_point_query {
  uint32_t struct_size;       /**< sizeof(huifang_point_query) of the caller */
  uint32_t reserved;          /**< 0 */
  const char *account_entity; /**< with account_key: whose; entity "" = staff */
  size_t account_entity_size;
  const char *account_key;
  size_t account_key_size;
  const char *point_class;    /**< name of a class of points */
  size_t point_class_size;
  const char *period;         /**< id of a period, such as "2024-03" */
  size_t period_size;
  const char *rule;           /**< name of a rule in the book */
  size_t rule_size;
  uint64_t limit;             /**< at most so many entries; 0 = all */
} huifang_point_query;
#define HUIFANG_POINT_QUERY_INIT \
  { (uint32_t)sizeof(huifang_point_query), 0, NULL, 0, NULL, 0, NULL, 0, NULL, 0, NULL, 0, 0 }

/**
 * Lines of the ledger of points by number, as JSON: {"entries": [{"id", "class", "account": "staff:s7", "kind": "post", "adjust",
 * "reverse", "hold", "uphold", "pending", "cancel" or "expire", "amount", "asked", "rule" or null, "cause", "part", "event" or null,
 * "effective", "recorded", "period", "of_period": the sealed one it belongs to or null, "entry" or null, "reversed_by" or null,
 * "settled_by" or null, "held", "pending": "waiting", "confirmed", "cancelled", "expired" or null, "because": {…}, "hash"}]}. Amounts
 * are exact JSON numbers, moments text with the book's offset. A class or period that there is not is HUIFANG_ERR_ARGUMENT, here and
 * in the next three functions.
 * @param query Or NULL for all.
 * @param[out] out Released by the caller. @return HUIFANG_OK; _ARGUMENT; _STORAGE. Threads: alone.
 *             Source: examples/guide/points.md.
 */
HUIFANG_API huifang_status huifang_book_entries(const huifang_book *book, const huifang_point_query *query,
                                                huifang_string **out, huifang_error **error);
/**
 * What each account has, by class and account, as JSON: {"balances": [{"account", "class", "opening", "change", "closing",
 * "entries"}]}. With a period: what it had before, and what the period brought.
 * @param query Or NULL for all; its limit counts for nothing.
 * @param[out] out Released by the caller. @return HUIFANG_OK; _ARGUMENT; _STORAGE. Threads: alone.
 */
HUIFANG_API huifang_status huifang_book_balances(const huifang_book *book, const huifang_point_query *query,
                                                 huifang_string **out, huifang_error **error);
/**
 * An account's period line by line, as JSON: {"statements": [{"account", "class", "period", "opening", "closing", "lines": [as of
 * huifang_book_entries()]}]}, one for each class.
 * @param account_entity "" = staff. Borrowed for the call, as are @p account_key and @p period.
 * @param period         "" = everything there is.
 * @param[out] out Released by the caller. @return HUIFANG_OK; _ARGUMENT; _STORAGE. Threads: alone.
 */
HUIFANG_API huifang_status huifang_book_statement(const huifang_book *book, const char *account_entity,
                                                  size_t account_entity_size, const char *account_key,
                                                  size_t account_key_size, const char *period, size_t period_size,
                                                  huifang_string **out, huifang_error **error);
/**
 * Accounts by what they have in a period, the most first, as JSON: {"ranking": [{"rank", "account", "amount"}]}; equal ones share a rank.
 * @param period "" = all of it. Borrowed for the call, as is @p point_class.
 * @param[out] out Released by the caller. @return HUIFANG_OK; _ARGUMENT; _STORAGE. Threads: alone.
 */
HUIFANG_API huifang_status huifang_book_ranking(const huifang_book *book, const char *point_class, size_t point_class_size,
                                                const char *period, size_t period_size, huifang_string **out,
                                                huifang_error **error);
/**
 * Why a line of the ledger is there: rule and clause, what brought it about, its share, what limited it, its period, and what became of it.
 * @param entry    Its number.
 * @param language "en" or "zh"; "" = "en".
 * @param[out] out Released by the caller. @return HUIFANG_OK; _ARGUMENT (no such line); _STORAGE. Threads: alone.
 */
HUIFANG_API huifang_status huifang_book_explain_entry(const huifang_book *book, int64_t entry, const char *language,
                                                      size_t language_size, huifang_string **out, huifang_error **error);
/** The same as canonical JSON. Threads: alone. */
HUIFANG_API huifang_status huifang_book_explain_entry_json(const huifang_book *book, int64_t entry, huifang_string **out,
                                                           huifang_error **error);
/**
 * Periods that nothing is added to any more, as JSON: {"seals": [{"class", "period", "entries", "sum", "hash": of the last entry
 * before it or null, "by": who closed it or null, "at"}]}.
 * @param[out] out Released by the caller. @return HUIFANG_OK; _STORAGE. Threads: alone.
 */
HUIFANG_API huifang_status huifang_book_seals(const huifang_book *book, huifang_string **out, huifang_error **error);

/* ------------------------------------------------------------------------- tiers, facts, effects, counts */

/**
 * Tiers with their history, by subject, tier, moment.
 * @param entity With @p key one subject; both empty = all.
 * @return HUIFANG_OK; _STORAGE. Threads: alone.
 */
HUIFANG_API huifang_status huifang_book_tiers(huifang_book *book, const char *entity, size_t entity_size,
                                              const char *key, size_t key_size, huifang_tiers **out,
                                              huifang_error **error);
/** Number of entries. Threads: any. */
HUIFANG_API size_t huifang_tiers_count(const huifang_tiers *list);
/** An entry, borrowed from the list. Threads: any. */
HUIFANG_API const huifang_tier *huifang_tiers_item(const huifang_tiers *list, size_t index);
/** Release a list of tiers. Threads: alone. */
HUIFANG_API void huifang_tiers_free(huifang_tiers *list);
/** Entity of the subject. Threads: any. */
HUIFANG_API const char *huifang_tier_subject_entity(const huifang_tier *tier, size_t *size);
/** Key of the subject. Threads: any. */
HUIFANG_API const char *huifang_tier_subject_key(const huifang_tier *tier, size_t *size);
/** Name of the tier. Threads: any. */
HUIFANG_API const char *huifang_tier_name(const huifang_tier *tier, size_t *size);
/** Its value; "" when no row matched. Threads: any. */
HUIFANG_API const char *huifang_tier_value(const huifang_tier *tier, size_t *size);
/** In force from. Threads: any. */
HUIFANG_API huifang_instant huifang_tier_from(const huifang_tier *tier);
/** In force until, exclusive; HUIFANG_NO_INSTANT = still. Threads: any. */
HUIFANG_API huifang_instant huifang_tier_to(const huifang_tier *tier);
/** Why, as canonical JSON: row, clause, inputs. Threads: any. */
HUIFANG_API const char *huifang_tier_because(const huifang_tier *tier, size_t *size);

/**
 * Working days and hours as the book knows them at its time: of everyone (entity and key ""), amendments of the data set
 * included, or of one member of staff, unit or other subject with its overlay, rosters and absences.
 * @return HUIFANG_OK; _ARGUMENT (no policy); _STORAGE. Threads: alone.
 */
HUIFANG_API huifang_status huifang_book_calendar(huifang_book *book, const char *entity, size_t entity_size,
                                                 const char *key, size_t key_size, huifang_calendar **out,
                                                 huifang_error **error);

/**
 * A fact's value at a moment, released by the caller; null when nothing of that name is known.
 * @return HUIFANG_OK; _STORAGE. Threads: alone.
 */
HUIFANG_API huifang_status huifang_book_fact(huifang_book *book, const char *entity, size_t entity_size,
                                             const char *key, size_t key_size, const char *attribute,
                                             size_t attribute_size, huifang_instant at, huifang_value **out,
                                             huifang_error **error);

/**
 * The outbox, by sequence number. Remember the last number and ask for what came after it.
 * @param after 0 from the beginning.
 * @param limit At most so many; 0 = all.
 * @return HUIFANG_OK; _STORAGE. Threads: alone.
 */
HUIFANG_API huifang_status huifang_book_effects(huifang_book *book, int64_t after, uint64_t limit,
                                                huifang_effects **out, huifang_error **error);
/** Number of effects. Threads: any. */
HUIFANG_API size_t huifang_effects_count(const huifang_effects *list);
/** An effect, borrowed from the list. Threads: any. */
HUIFANG_API const huifang_effect *huifang_effects_item(const huifang_effects *list, size_t index);
/** Release a list of effects. Threads: alone. */
HUIFANG_API void huifang_effects_free(huifang_effects *list);
/** Sequence number, from 1; 0 for NULL. Threads: any. */
HUIFANG_API int64_t huifang_effect_sequence(const huifang_effect *effect);
/** Rule, cause and index; makes at-least-once delivery exactly-once. Threads: any. */
HUIFANG_API const char *huifang_effect_key(const huifang_effect *effect, size_t *size);
/**
 * "notify", "send" (a message to a customer), "request" (of the host), "flag", "raise", "set", "void"; "unmissed": a duty counted
 * as missed was done in time, or excused; "moved": the calendar, or a value it waited for, gave a duty another window, or excused it;
 * "propose": moves of owners that somebody is asked to agree to; "assign": moves made; "undecided": subjects that
 * nobody may get, which stay where they are; "rejected". Threads: any.
 */
HUIFANG_API const char *huifang_effect_kind(const huifang_effect *effect, size_t *size);
/** notify, send: entity of whom to tell; unmissed: of who had to answer for it; "" when nobody. Threads: any. */
HUIFANG_API const char *huifang_effect_to_entity(const huifang_effect *effect, size_t *size);
/** Key of the same, or "". Threads: any. */
HUIFANG_API const char *huifang_effect_to_key(const huifang_effect *effect, size_t *size);
/** Entity of the subject. Threads: any. */
HUIFANG_API const char *huifang_effect_subject_entity(const huifang_effect *effect, size_t *size);
/** Key of the subject. Threads: any. */
HUIFANG_API const char *huifang_effect_subject_key(const huifang_effect *effect, size_t *size);
/** Content, as canonical JSON. Threads: any. */
HUIFANG_API const char *huifang_effect_data(const huifang_effect *effect, size_t *size);
/** Why, as canonical JSON. Threads: any. */
HUIFANG_API const char *huifang_effect_because(const huifang_effect *effect, size_t *size);
/** When it was decided. Threads: any. */
HUIFANG_API huifang_instant huifang_effect_at(const huifang_effect *effect);

/** How many duties each rule had in each month, by rule (document order) and month. Threads: alone. */
HUIFANG_API huifang_status huifang_book_counts(huifang_book *book, huifang_counts **out, huifang_error **error);
/** Number of rows. Threads: any. */
HUIFANG_API size_t huifang_counts_count(const huifang_counts *list);
/** A row, borrowed from the list. Threads: any. */
HUIFANG_API const huifang_count *huifang_counts_item(const huifang_counts *list, size_t index);
/** Release a list of counts. Threads: alone. */
HUIFANG_API void huifang_counts_free(huifang_counts *list);
/** Id of the root policy, see huifang_duty_policy(). Threads: any. */
HUIFANG_API const char *huifang_count_policy(const huifang_count *count, size_t *size);
/** Id of the rule. Threads: any. */
HUIFANG_API const char *huifang_count_rule(const huifang_count *count, size_t *size);
/** "2024-10": month of the due, or of the creation without one, in the book's zone. Threads: any. */
HUIFANG_API const char *huifang_count_month(const huifang_count *count, size_t *size);
/** All duties of the row; the following are parts of it. Threads: any. */
HUIFANG_API int64_t huifang_count_created(const huifang_count *count);
/** Done, in time or late. Threads: any. */
HUIFANG_API int64_t huifang_count_done(const huifang_count *count);
/** Done after the due. Threads: any. */
HUIFANG_API int64_t huifang_count_done_late(const huifang_count *count);
/** Missed, whatever became of them since. Threads: any. */
HUIFANG_API int64_t huifang_count_missed(const huifang_count *count);
/** Open now. Threads: any. */
HUIFANG_API int64_t huifang_count_open(const huifang_count *count);
/** Overdue now. Threads: any. */
HUIFANG_API int64_t huifang_count_overdue(const huifang_count *count);
/** Waived. Threads: any. */
HUIFANG_API int64_t huifang_count_waived(const huifang_count *count);
/** Withdrawn. Threads: any. */
HUIFANG_API int64_t huifang_count_withdrawn(const huifang_count *count);

/* ------------------------------------------------------------------------------------------------- verify */

/** Told how far a long call came, [0, 1]. Any return value but HUIFANG_OK ends the call, which then returns it. */
typedef huifang_status (*huifang_progress)(void *user_data, double done);

/**
 * Replay the journal into a temporary database and compare every table with what is stored. Changes nothing. Large books
 * need as much room as they take in the folder for temporary files, where nothing is left behind.
 * @param progress May be NULL.
 * @param[out] out What was found; differences are a finding, not a failure of the call.
 * @return HUIFANG_OK; _STORAGE; or what @p progress returned. Threads: alone.
 */
HUIFANG_API huifang_status huifang_book_verify(huifang_book *book, huifang_progress progress, void *user_data,
                                               huifang_destroy destroy, huifang_verify_report **out,
                                               huifang_error **error);
/** true: no difference. Threads: any. */
HUIFANG_API bool huifang_verify_report_same(const huifang_verify_report *report);
/** Journal entries that were replayed. Threads: any. */
HUIFANG_API uint64_t huifang_verify_report_inputs(const huifang_verify_report *report);
/** Rows that were compared. Threads: any. */
HUIFANG_API uint64_t huifang_verify_report_rows(const huifang_verify_report *report);
/** Number of differences that are told, at most 100. Threads: any. */
HUIFANG_API size_t huifang_verify_report_difference_count(const huifang_verify_report *report);
/** A difference: table, key, stored and replayed value. Threads: any. */
HUIFANG_API const char *huifang_verify_report_difference(const huifang_verify_report *report, size_t index,
                                                         size_t *size);
/** Release a report. Threads: alone. */
HUIFANG_API void huifang_verify_report_free(huifang_verify_report *report);

/* --------------------------------------------------------------------------------------------------- logs */

/** Read a mapping document. @param file Name in diagnostics. @return _SYNTAX, _POLICY, all findings. Threads: any. */
HUIFANG_API huifang_status huifang_log_mapping_parse(const char *json, size_t json_size, const char *file,
                                                     size_t file_size, huifang_log_mapping **out,
                                                     huifang_error **error);
/** Read a file and parse it. @return As huifang_log_mapping_parse(); _STORAGE (cannot be read). Threads: any. */
HUIFANG_API huifang_status huifang_log_mapping_load_file(const char *path, size_t path_size,
                                                         huifang_log_mapping **out, huifang_error **error);
/** Release a mapping. Threads: alone. */
HUIFANG_API void huifang_log_mapping_free(huifang_log_mapping *mapping);

/** Begin a list of logs. Threads: any. */
HUIFANG_API huifang_status huifang_log_inputs_create(huifang_log_inputs **out, huifang_error **error);
/** Release the list. Threads: alone. */
HUIFANG_API void huifang_log_inputs_free(huifang_log_inputs *inputs);
/** Add a file. @param mapping NULL = JSON Lines of event envelopes. Threads: alone. */
HUIFANG_API huifang_status huifang_log_inputs_add_file(huifang_log_inputs *inputs, const char *path,
                                                       size_t path_size, const huifang_log_mapping *mapping,
                                                       huifang_error **error);
/** Add a log that is in memory; copied. @param name In diagnostics and ids. Threads: alone. */
HUIFANG_API huifang_status huifang_log_inputs_add_text(huifang_log_inputs *inputs, const char *log, size_t log_size,
                                                       const char *name, size_t name_size,
                                                       const huifang_log_mapping *mapping, huifang_error **error);

/** Options of huifang_log_read(). Zero means the default. */
typedef struct huifang_log_options {
  uint32_t struct_size;      /**< sizeof(huifang_log_options) of the caller */
  uint32_t errors_listed;    /**< further malformed records are counted in a last note; default 100 */
  uint64_t record_bytes_max; /**< limit of one record; default 1 MiB */
  uint64_t memory_bytes;     /**< larger files are read twice instead of kept in memory; default 64 MiB */
} huifang_log_options;
#define HUIFANG_LOG_OPTIONS_INIT { (uint32_t)sizeof(huifang_log_options), 0, 0, 0 }

/**
 * Read and check logs. Events come in time order; ties in order of the inputs, then of the file.
 * @param zone Zone of times without offset, unless the mapping names one; NULL = UTC.
 * @return HUIFANG_OK; _STORAGE (a file cannot be read); _SYNTAX with all malformed records. Threads: any.
 */
HUIFANG_API huifang_status huifang_log_read(const huifang_log_inputs *inputs, const huifang_zone *zone,
                                            const huifang_log_options *options, huifang_log **out,
                                            huifang_error **error);
/** Release a log. Threads: alone. */
HUIFANG_API void huifang_log_close(huifang_log *log);
/** The next event, released by the caller; NULL at the end. @return HUIFANG_OK; _STORAGE. Threads: alone. */
HUIFANG_API huifang_status huifang_log_next(huifang_log *log, huifang_event **out, huifang_error **error);
/** Begin again with the first event. @return HUIFANG_OK; _STORAGE. Threads: alone. */
HUIFANG_API huifang_status huifang_log_rewind(huifang_log *log, huifang_error **error);
/** Where the event last handed out stands: "orders.csv:17". Threads: alone. */
HUIFANG_API huifang_status huifang_log_place(const huifang_log *log, huifang_string **out, huifang_error **error);
/** Number of events. Threads: any. */
HUIFANG_API uint64_t huifang_log_size(const huifang_log *log);
/** Records read, without headers. Threads: any. */
HUIFANG_API uint64_t huifang_log_records(const huifang_log *log);
/** Records left out because the mapping says so. Threads: any. */
HUIFANG_API uint64_t huifang_log_skipped(const huifang_log *log);
/** Number of reasons for that which are listed. Threads: any. */
HUIFANG_API size_t huifang_log_skipped_count(const huifang_log *log);
/** Such a reason, borrowed from the log. Threads: any. */
HUIFANG_API const huifang_diagnostic *huifang_log_skipped_item(const huifang_log *log, size_t index);

/* ------------------------------------------------------------------------------------------- policy tests */

/** Told each test after it ran. Any return value but HUIFANG_OK ends the run, which then returns it. */
typedef huifang_status (*huifang_test_progress)(void *user_data, const huifang_test *test);

/** Options of huifang_policy_test_run(). Zero means the default. Everything is borrowed for the call. */
typedef struct huifang_test_options {
  uint32_t struct_size; /**< sizeof(huifang_test_options) of the caller */
  uint32_t reserved;    /**< 0 */
  const char *only;     /**< run tests whose name contains this; default: all */
  size_t only_size;
  huifang_test_progress progress;
  void *progress_data; /**< its user_data */
  huifang_destroy progress_destroy;
} huifang_test_options;
#define HUIFANG_TEST_OPTIONS_INIT { (uint32_t)sizeof(huifang_test_options), 0, NULL, 0, NULL, NULL, NULL }

/**
 * Run policy tests, each on a book of its own in memory.
 * @param path A test file, or a folder for all .json files of the folders named tests in it, at any depth. A test or
 *             policy that cannot be used counts as one failed test.
 * @param[out] out How they went; failed tests are a finding, not a failure of the call.
 * @return HUIFANG_OK; _STORAGE (no such path); or what the callback returned. Threads: any.
 */
HUIFANG_API huifang_status huifang_policy_test_run(const char *path, size_t path_size,
                                                   const huifang_test_options *options, huifang_test_report **out,
                                                   huifang_error **error);
/** Release a report. Threads: alone. */
HUIFANG_API void huifang_test_report_free(huifang_test_report *report);
/** Number of tests that passed. Threads: any. */
HUIFANG_API uint64_t huifang_test_report_passed(const huifang_test_report *report);
/** Number of tests that failed. Threads: any. */
HUIFANG_API uint64_t huifang_test_report_failed(const huifang_test_report *report);
/** Number of tests. Threads: any. */
HUIFANG_API size_t huifang_test_report_count(const huifang_test_report *report);
/** A test, in order of files, then of the tests in them; borrowed from the report. Threads: any. */
HUIFANG_API const huifang_test *huifang_test_report_item(const huifang_test_report *report, size_t index);
/** Path of the test file. Threads: any. */
HUIFANG_API const char *huifang_test_file(const huifang_test *test, size_t *size);
/** Its name in the file; "" when the file itself could not be used. Threads: any. */
HUIFANG_API const char *huifang_test_name(const huifang_test *test, size_t *size);
/** Expectations looked at. Threads: any. */
HUIFANG_API uint64_t huifang_test_checks(const huifang_test *test);
/** Number of things that are not as expected; 0 = passed. Threads: any. */
HUIFANG_API size_t huifang_test_failure_count(const huifang_test *test);
/** What was looked at. Threads: any. */
HUIFANG_API const char *huifang_test_failure_what(const huifang_test *test, size_t index, size_t *size);
/** What was expected. Threads: any. */
HUIFANG_API const char *huifang_test_failure_expected(const huifang_test *test, size_t index, size_t *size);
/** What was found. Threads: any. */
HUIFANG_API const char *huifang_test_failure_found(const huifang_test *test, size_t index, size_t *size);
/** JSON pointer of the expectation. Threads: any. */
HUIFANG_API const char *huifang_test_failure_pointer(const huifang_test *test, size_t index, size_t *size);
/** Line of the expectation, from 1; 0 = unknown. Threads: any. */
HUIFANG_API int64_t huifang_test_failure_line(const huifang_test *test, size_t index);
/** Number of policies that were tested. Threads: any. */
HUIFANG_API size_t huifang_test_report_policy_count(const huifang_test_report *report);
/** Id of such a policy. Threads: any. */
HUIFANG_API const char *huifang_test_report_policy(const huifang_test_report *report, size_t policy, size_t *size);
/** Number of things in it that tests can reach: rules, rows of tiers. Threads: any. */
HUIFANG_API size_t huifang_test_report_reach_count(const huifang_test_report *report, size_t policy);
/** "rule" or "tier row". Threads: any. */
HUIFANG_API const char *huifang_test_report_reach_kind(const huifang_test_report *report, size_t policy,
                                                       size_t index, size_t *size);
/** Id of the rule; "rank, row 2". Threads: any. */
HUIFANG_API const char *huifang_test_report_reach_name(const huifang_test_report *report, size_t policy,
                                                       size_t index, size_t *size);
/** Did any test reach it? Threads: any. */
HUIFANG_API bool huifang_test_report_reached(const huifang_test_report *report, size_t policy, size_t index);

#ifdef __cplusplus
}
#endif
#endif /* HUIFANG_H */
