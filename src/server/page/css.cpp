#include "server/page/page.hpp"

namespace workchat::server {

const std::string_view page_css = R"css(* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; font: 16px/1.4 system-ui, sans-serif; color: #1d2430; background: #f3f4f7; }
main { display: flex; flex-direction: column; height: 100vh; height: 100dvh; max-width: 48rem; margin: 0 auto;
  padding: 0.75rem; }
h1 { margin: 0 0 0.5rem; font-size: 1.1rem; }
form { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; }
label { font-size: 0.85rem; }
input { flex: 1 1 10rem; min-width: 0; padding: 0.6rem; font: inherit; border: 1px solid #8891a3;
  border-radius: 0.4rem; background: #fff; color: inherit; }
button { padding: 0.6rem 1rem; font: inherit; color: #fff; background: #2457c5; border: 0; border-radius: 0.4rem; }
#alert { margin: 0 0 0.5rem; padding: 0.5rem; color: #7c1212; background: #fde6e6; border-radius: 0.4rem; }
#chat-area { display: flex; flex: 1; flex-direction: column; min-height: 0; }
#state { margin: 0; font-size: 0.8rem; color: #5a6274; }
#messages { flex: 1; margin: 0.5rem 0; padding: 0; overflow-y: auto; list-style: none; }
#messages li { width: fit-content; max-width: 85%; margin: 0 0 0.4rem; padding: 0.4rem 0.7rem; background: #fff;
  border-radius: 0.6rem; overflow-wrap: anywhere; white-space: pre-wrap; }
#messages li.own { margin-left: auto; color: #fff; background: #2457c5; }
#messages li.notice { max-width: 100%; color: #5a6274; background: none; font-size: 0.85rem; }
#messages b { display: block; font-size: 0.75rem; }
)css";

}  // namespace workchat::server
