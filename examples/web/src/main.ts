import "./work-chat.ts";
