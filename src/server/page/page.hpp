#pragma once

#include <string_view>

namespace workchat::server {

/// The page at `/`: signs a guest in by name, joins "general", shows and sends.
extern const std::string_view page_html;
extern const std::string_view page_js;
extern const std::string_view page_css;

}  // namespace workchat::server
