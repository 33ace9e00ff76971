package io.github.syncimage.page;

import io.github.syncimage.text.OneLine;
import java.util.regex.Pattern;

/** Takes out of a text of the program's own, such as its log's, what a page must not show: passwords, tokens, queries, folders. */
public final class PublicText {
    private static final int LONGEST = 400;

    private static final Pattern USER = Pattern.compile("(?<=://)[^/?#\\s@]*@");
    private static final Pattern QUERY = Pattern.compile("(\\w://[^\\s?#]*)[?#](?:[^\\s,;:)\\]}'\"]|:(?=\\S))*");
    private static final Pattern TOKEN = Pattern.compile(
            "(?i)\\b(?:gh[a-z]_|github_pat_|eyJ)[\\w.-]+|(?<=\\b(?:bearer|basic|token) )[\\w.~+/=-]{8,}");
    // A file by its whole path; what stands in an address, an image's name or behind a method is none.
    private static final Pattern FOLDERS = Pattern.compile(
            "(?:(?<![\\w:/.\\]-]|(?:GET|HEAD|PUT|POST|PATCH|DELETE) )|(?<=file:))/+(?:[\\w.@-]+/)+(?=[\\w.-])");

    private PublicText() {}

    /** Makes one line of at most 400 characters, never null. */
    public static String of(String text) {
        String line = OneLine.of(text, LONGEST * 4);
        line = USER.matcher(line).replaceAll("");
        line = QUERY.matcher(line).replaceAll("$1");
        line = TOKEN.matcher(line).replaceAll("***");
        return OneLine.of(FOLDERS.matcher(line).replaceAll(""), LONGEST);
    }
}
