#pragma once

#include <string_view>

namespace workchat::base {

/// All letters, digits and marks are of one script (Unicode Standard Annex 24), or of scripts that are
/// written together: Han with Hiragana and Katakana, with Hangul, or with Bopomofo (UTS 39, section 5.1).
/// `text` is NFKC and case folded; what belongs to every script stands beside any.
bool one_script(std::u32string_view text);

}  // namespace workchat::base
