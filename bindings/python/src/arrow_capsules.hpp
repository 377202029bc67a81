#pragma once
/// Arrow data in and out of Python: the PyCapsule interface.

#include <pybind11/pybind11.h>

#include <memory>
#include <string>

#include "decision/arrow_in.hpp"
#include "huifang/arrow.hpp"

namespace huifang::python {

namespace py = pybind11;

/// What a capsule of that name holds; borrowed from it. `name` is a literal.
template <class T>
T* inside(const py::object& capsule, const char* name) {
  void* pointer = PyCapsule_GetPointer(capsule.ptr(), name);
  if (pointer == nullptr) throw py::error_already_set();
  return static_cast<T*>(pointer);
}

/// Releases what is in an Arrow struct, and the struct.
struct Released {
  template <class Arrow>
  void operator()(Arrow* owned) const {
    if (owned->release != nullptr) owned->release(owned);
    delete owned;
  }
};
template <class Arrow>
using Owned = std::unique_ptr<Arrow, Released>;

template <class Arrow>
void drop(PyObject* capsule) {
  Released()(static_cast<Arrow*>(PyCapsule_GetPointer(capsule, PyCapsule_GetName(capsule))));
}

/// `name` is a literal.
template <class Arrow>
py::object capsule_of(Owned<Arrow> owned, const char* name) {
  py::object capsule = py::reinterpret_steal<py::object>(PyCapsule_New(owned.get(), name, &drop<Arrow>));
  if (!capsule) throw py::error_already_set();
  owned.release();
  return capsule;
}

/// Every batch of an object with __arrow_c_stream__. `take` runs without the GIL.
template <class Take>
void each_batch(const py::object& data, const Take& take) {
  const py::object capsule = data.attr("__arrow_c_stream__")();
  auto* stream = inside<ArrowArrayStream>(capsule, "arrow_array_stream");
  const auto check = [&](int status) {
    if (status == 0) return;
    const char* message = stream->get_last_error(stream);
    decision::refuse_batch(std::string("the Arrow stream failed: ") + (message == nullptr ? "" : message));
  };
  struct Schema : ArrowSchema {
    ~Schema() {
      if (release != nullptr) release(this);
    }
  } schema{};
  check(stream->get_schema(stream, &schema));
  while (true) {
    struct Array : ArrowArray {
      ~Array() {
        if (release != nullptr) release(this);
      }
    } array{};
    check(stream->get_next(stream, &array));
    if (array.release == nullptr) break;
    const py::gil_scoped_release release;
    take(schema, array);
  }
}

}  // namespace huifang::python
