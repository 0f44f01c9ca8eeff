#include "text.hpp"

#include <string>

#include <workchat/version.hpp>

#include "workchat.h"

namespace workchat::capi {

char* copy_out(std::string_view text) {
  char* copy = new char[text.size() + 1];
  copy[text.copy(copy, text.size())] = '\0';
  return copy;
}

}  // namespace workchat::capi

const char* workchat_version() {
  static const std::string text(workchat::version());
  return text.c_str();
}

void workchat_string_free(char* string) {
  delete[] string;
}
