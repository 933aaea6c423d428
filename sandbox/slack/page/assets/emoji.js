/** The emoji a business app's messages use, by Slack's names; any other name stays as it was written. */
const table = `
+1 👍 -1 👎 100 💯 alarm_clock ⏰ arrow_down ⬇️ arrow_left ⬅️ arrow_right ➡️ arrow_up ⬆️ arrows_counterclockwise 🔄
arrow_upper_right ↗️ arrow_lower_right ↘️ bar_chart 📊 bell 🔔 no_bell 🔕 black_circle ⚫ black_small_square ▪️ blue_heart 💙
blush 😊 bookmark 🔖 books 📚 boom 💥 bug 🐛 building_construction 🏗️ bulb 💡 bust_in_silhouette 👤 busts_in_silhouette 👥
calendar 📆 card_index 📇 chair 🪑 chart_with_downwards_trend 📉 chart_with_upwards_trend 📈 checkered_flag 🏁 clap 👏
clipboard 📋 clock1 🕐 clock9 🕘 clock12 🕛 closed_lock_with_key 🔐 coffee ☕ computer 💻 confetti_ball 🎊 construction 🚧
credit_card 💳 cry 😢 date 📅 desktop_computer 🖥️ dollar 💵 door 🚪 email 📧 exclamation ❗ eyes 👀 file_folder 📁 fire 🔥
flag-eu 🇪🇺 floppy_disk 💾 gear ⚙️ gift 🎁 green_circle 🟢 green_heart 💚 grey_question ❔ grin 😁 grinning 😀
hammer_and_wrench 🛠️ handshake 🤝 heart ❤️ heavy_check_mark ✔️ heavy_minus_sign ➖ heavy_plus_sign ➕ hourglass ⌛
hourglass_flowing_sand ⏳ house 🏠 inbox_tray 📥 information_source ℹ️ key 🔑 keyboard ⌨️ label 🏷️ large_blue_circle 🔵
large_green_circle 🟢 large_orange_circle 🟠 large_red_square 🟥 large_yellow_circle 🟡 laughing 😆 link 🔗 lock 🔒
loudspeaker 📢 mag 🔍 mailbox 📫 medal 🏅 mega 📣 memo 📝 money_with_wings 💸 moneybag 💰 moon 🌔 mute 🔇 neutral_face 😐
new 🆕 no_entry ⛔ no_entry_sign 🚫 octagonal_sign 🛑 office 🏢 ok 🆗 ok_hand 👌 open_file_folder 📂 outbox_tray 📤 package 📦
page_facing_up 📄 palm_tree 🌴 paperclip 📎 party_popper 🎉 pause_button ⏸️ pencil ✏️ pencil2 ✏️ people_holding_hands 🧑‍🤝‍🧑
pray 🙏 pushpin 📌 question ❓ raised_hands 🙌 recycle ♻️ red_circle 🔴 relaxed ☺️ repeat 🔁 robot_face 🤖 rocket 🚀
rotating_light 🚨 round_pushpin 📍 scales ⚖️ seat 💺 seedling 🌱 shield 🛡️ simple_smile 🙂 sleeping 😴 slightly_frowning_face 🙁
slightly_smiling_face 🙂 smile 😄 smiley 😃 snail 🐌 snowflake ❄️ sparkles ✨ speech_balloon 💬 spiral_calendar_pad 🗓️ star ⭐
stopwatch ⏱️ sunglasses 😎 sunny ☀️ tada 🎉 tea 🍵 thinking_face 🤔 thumbsdown 👎 thumbsup 👍 ticket 🎫 timer_clock ⏲️
tools 🛠️ trophy 🏆 unlock 🔓 warning ⚠️ wastebasket 🗑️ wave 👋 white_check_mark ✅ white_circle ⚪ white_large_square ⬜
wink 😉 wrench 🔧 writing_hand ✍️ x ❌ yellow_heart 💛 zap ⚡ zzz 💤`;

/** @type {ReadonlyMap<string, string>} */
const known = new Map(
  [...table.matchAll(/(\S+)\s+(\S+)/g)].map(([, name = '', sign = '']) => [name, sign]),
);

/** @param {string} name without colons */
export function emojiNamed(name) {
  return known.get(name);
}

/**
 * Turns `:names:` into emoji.
 * @param {string} text
 */
export function withEmoji(text) {
  return text.replace(
    /:([\w+'-]+):(?::skin-tone-[2-6]:)?/g,
    (whole, /** @type {string} */ name) => emojiNamed(name) ?? whole,
  );
}
