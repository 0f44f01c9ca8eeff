#pragma once

#include <string>
#include <string_view>

/// utf8proc, for the rest of this module.
namespace workchat::base {

/// The code points of well-formed UTF-8; of any other text, those before the first fault.
std::u32string decode_utf8(std::string_view text);
void append_utf8(std::string& text, char32_t code_point);
/// The property White_Space.
bool is_white_space(char32_t code_point);
/// The property Default_Ignorable_Code_Point: drawn as nothing, and left out where texts are compared.
bool is_ignorable(char32_t code_point);
/// NFKC, case folded, ignorable code points removed, until nothing changes any more. Empty where `text` is
/// not well-formed.
std::string fold(std::string_view text);
/// `fold`, and without what NFKD sets apart: accents and other marks.
std::string fold_bare(std::string_view text);

}  // namespace workchat::base
