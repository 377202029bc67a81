#pragma once
/// All of huifang's C++ API. Programs that want to compile faster include the headers they use.

#include "huifang/arrow.hpp"
#include "huifang/book.hpp"
#include "huifang/calendar.hpp"
#include "huifang/decision.hpp"
#include "huifang/decision_check.hpp"
#include "huifang/decision_rows.hpp"
#include "huifang/dmn.hpp"
#include "huifang/duty.hpp"
#include "huifang/error.hpp"
#include "huifang/event.hpp"
#include "huifang/feel.hpp"
#include "huifang/log.hpp"
#include "huifang/policy.hpp"
#include "huifang/policy_test.hpp"
#include "huifang/value.hpp"
#include "huifang/version.hpp"
