import type { Key } from "../i18n/index.ts";

export interface Emoji {
  readonly sign: string;
  /** The first is the one that is shown. */
  readonly names: readonly string[];
}

export interface EmojiGroup {
  readonly title: Key;
  readonly emoji: readonly Emoji[];
}

/** One group a line: the sign, and its names with commas. */
const groups: ReadonlyArray<readonly [Key, string]> = [
  ["emoji_smileys", `😀 grinning 😃 smiley 😄 smile 😁 grin 😆 laughing,xd 😅 sweat_smile 🤣 rofl 😂 joy 🙂 slight_smile
    🙃 upside_down 😉 wink 😊 blush 😇 innocent 🥰 smiling_hearts 😍 heart_eyes 🤩 star_struck 😘 kiss 😋 yum 😜 zany
    🤪 crazy 🤗 hug 🤭 oops 🤫 shush 🤔 thinking 🤨 raised_eyebrow 😐 neutral 😶 speechless 😏 smirk 🙄 eye_roll 😬 grimace
    😌 relieved 😴 sleeping 🤒 sick 🤯 mind_blown 🥳 party 😎 cool 🤓 nerd 🧐 monocle 😕 confused 🙁 frown 😮 open_mouth
    😳 flushed 🥺 pleading 😢 cry 😭 sob 😱 scream 😤 huff 😡 rage 🤖 robot 👻 ghost 💩 poop`],
  ["emoji_gestures", `👍 thumbsup,+1,like 👎 thumbsdown,-1 👌 ok_hand 🤌 pinched 🤞 fingers_crossed 🤟 love_you 🤘 rock 👈 point_left
    👉 point_right 👆 point_up 👇 point_down ✋ hand 👋 wave 🤝 handshake 👏 clap 🙌 raised_hands 🙏 pray,thanks 💪 muscle
    ✍️ writing 👀 eyes 🧠 brain 🤷 shrug 🤦 facepalm 🙋 raising_hand 🙇 bow 💁 tipping_hand 🏃 running 🕺 dance 👥 people 🫡 salute
    🫶 heart_hands`],
  ["emoji_nature", `🌱 seedling 🌳 tree 🌻 sunflower 🌹 rose 🍀 clover 🌍 earth 🌙 moon ☀️ sun ⛅ cloudy 🌧️ rain ⛄ snowman 🌈 rainbow
    🔥 fire ✨ sparkles ⭐ star 🌊 wave_sea 🐱 cat 🐶 dog 🦊 fox 🐼 panda 🐧 penguin 🦉 owl 🐢 turtle 🐍 snake 🦀 crab 🐛 bug 🐝 bee
    🦄 unicorn ☕ coffee 🍵 tea 🧉 mate 🍺 beer 🍷 wine 🍕 pizza 🌮 taco 🥑 avocado 🍎 apple 🍌 banana 🍰 cake 🎂 birthday 🍪 cookie
    🍫 chocolate 🌶️ chili`],
  ["emoji_things", `💻 laptop ⌨️ keyboard 🖥️ desktop 📱 phone 💡 idea,bulb 🔧 wrench 🔨 hammer ⚙️ gear 🧪 test_tube 🔬 microscope 🚀 rocket,ship_it
    🚢 ship 🚲 bike 🚗 car ✈️ plane 🏠 home 🏢 office 📎 paperclip 📌 pushpin 📅 calendar 📈 chart_up 📉 chart_down 📝 memo 📚 books
    📦 package 📢 loudspeaker 🔔 bell 🔕 no_bell 🔒 lock 🔓 unlock 🔑 key 🎯 target 🏆 trophy 🎉 tada 🎈 balloon 🎁 gift 🎵 music
    🎸 guitar 🎮 game ⚽ football 🎨 art 📷 camera ⏰ alarm ⏳ hourglass 💰 money 🗑️ trash 🧯 extinguisher 🧹 broom`],
  ["emoji_signs", `❤️ heart 🧡 orange_heart 💛 yellow_heart 💚 green_heart 💙 blue_heart 💜 purple_heart 🖤 black_heart 🤍 white_heart 💔 broken_heart
    💯 hundred ✅ check ☑️ checkbox ❌ x ⚠️ warning 🚫 no_entry ⛔ stop ❓ question ❗ exclamation 💬 speech 💤 zzz 💥 boom 🆗 ok 🆕 new
    🔴 red 🟠 orange 🟡 yellow 🟢 green 🔵 blue 🟣 purple ⚫ black ⚪ white ➕ plus ➖ minus ♻️ recycle ♾️ infinity 🏁 finish 🏳️ flag`],
];

export const emojiGroups: readonly EmojiGroup[] = groups.map(([title, line]) => {
  const words = line.split(/\s+/);
  const emoji: Emoji[] = [];
  for (let at = 0; at < words.length; at += 2) emoji.push({ sign: words[at]!, names: words[at + 1]!.split(",") });
  return { title, emoji };
});

const all: readonly Emoji[] = emojiGroups.flatMap((group) => group.emoji);
const bySign = new Map(all.map((emoji) => [emoji.sign, emoji]));
const byName = new Map(all.flatMap((emoji) => emoji.names.map((name) => [name, emoji.sign] as const)));

export const quickReactions: readonly string[] = ["👍", "❤️", "😂", "🎉", "👀"];

export function nameOf(sign: string): string {
  return bySign.get(sign)?.names[0]?.replaceAll("_", " ") ?? sign;
}

const MOST_LARGE = 24; // code points; one sign may be many of them
const ONLY_EMOJI = /^(?=.*[\p{Extended_Pictographic}\p{Regional_Indicator}])(?:\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier}|[\u200d\ufe0f\u{e0020}-\u{e007f}]|\s)+$/u;

/** Some signs and nothing else: they are drawn large. */
export function isOnlyEmoji(text: string): boolean {
  return text.length <= 2 * MOST_LARGE && ONLY_EMOJI.test(text);
}

/** Those whose name has these letters: first who is called so, then those that begin with them. */
export function findEmoji(word: string, most = all.length): Emoji[] {
  const wanted = word.toLowerCase();
  const named = (how: (name: string) => boolean) => all.filter(({ names }) => names.some(how));
  const ranked = [...named((name) => name === wanted), ...named((name) => name.startsWith(wanted)), ...named((name) => name.includes(wanted))];
  return [...new Set(ranked)].slice(0, most);
}

/** Code as a whole, or names that stand outside of it. */
const outside = (code: RegExp): RegExp => new RegExp(`${code.source}|(?<!:)((?::[a-z0-9_+-]{1,32}:)+)(?!:)`, "g");
const OUTSIDE_CODE = outside(/```[\s\S]*?```|`[^`\n]*`/);
/** What is not closed at the end may become code. */
const OUTSIDE_CODE_TO_BE = outside(/```[\s\S]*?(?:```|$)|`[^`\n]*(?:`|$)/);

/** `:tada:` becomes its sign, outside code, and not in paths as `std::key::Map`. `writing`: the text goes on. */
export function replaceShortcodes(text: string, writing = false): string {
  return text.replace(writing ? OUTSIDE_CODE_TO_BE : OUTSIDE_CODE,
    (all, names?: string) => names?.replace(/:([^:]+):/g, (one, name: string) => byName.get(name) ?? one) ?? all);
}
