package io.github.syncimage.report;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Writes what people are told of an event in a chat or a mail: a line or a few, in words that an operator may edit. */
public record NoticeWriter(Templates templates, Language language) {
    /** Bytes of all lines of a message; a line of its own has less. */
    private static final int LONGEST = 600;

    private static final Pattern BREAKS = Pattern.compile("[\\s\\p{Z}]+");
    private static final Pattern INVISIBLE = Pattern.compile("\\p{C}+");

    /** @param data of the event, by the names that the template uses; {@code event} says which of its parts is meant */
    public String write(Map<String, Object> data) {
        Values values = new Values(State.NOTICE).flag(data.get("event").toString(), true);
        data.forEach((name, value) -> {
            if (!name.equals("event")) {
                values.own(name, plain(value));
            }
        });
        return templates.render(language, values).strip();
    }

    /** Says that so many more were left out. */
    public String more(int more) {
        return templates
                .render(language, new Values(State.NOTICE).count("more", more))
                .strip();
    }

    /** One line that is neither a mention, a link nor markup in any chat. */
    static String plain(Object value) {
        String text = value instanceof List<?> list
                ? String.join(", ", list.stream().map(Object::toString).toList())
                : value.toString();
        String line = INVISIBLE
                .matcher(BREAKS.matcher(text).replaceAll(" "))
                .replaceAll("")
                .replace("://", ": //")
                .replace('<', '‹')
                .replace('>', '›')
                .replace('[', '［')
                .replace(']', '］')
                .replace('`', '\'')
                .replace('*', '＊')
                .replace('~', '～')
                .replaceAll("@(?!sha(?:256|512):)", "＠");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
