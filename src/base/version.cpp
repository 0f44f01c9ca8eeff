#include <workchat/version.hpp>

#define WORKCHAT_TEXT_OF(number) #number
#define WORKCHAT_DOTTED(major, minor, patch) \
  WORKCHAT_TEXT_OF(major) "." WORKCHAT_TEXT_OF(minor) "." WORKCHAT_TEXT_OF(patch)

namespace workchat {

std::string_view version() {
  return WORKCHAT_DOTTED(WORKCHAT_VERSION_MAJOR, WORKCHAT_VERSION_MINOR, WORKCHAT_VERSION_PATCH);
}

}  // namespace workchat
