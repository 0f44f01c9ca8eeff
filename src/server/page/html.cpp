#include "server/page/page.hpp"

namespace workchat::server {

const std::string_view page_html = R"html(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>workchat</title>
<link rel="stylesheet" href="/page.css">
<script src="/page.js" defer></script>
</head>
<body>
<main>
<h1>workchat</h1>
<p id="alert" role="alert" hidden></p>
<form id="login">
<label for="name">Name</label>
<input id="name" name="name" maxlength="32" autocomplete="nickname" required>
<button type="submit">Connect</button>
</form>
<section id="chat-area" aria-label="general" hidden>
<p id="state" role="status"></p>
<ul id="messages" aria-live="polite"></ul>
<form id="compose">
<label for="text">Message</label>
<input id="text" name="text" maxlength="4000" autocomplete="off" required>
<button type="submit">Send</button>
</form>
</section>
</main>
</body>
</html>
)html";

}  // namespace workchat::server
