package io.github.syncimage.report;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The kinds of comment; each has a template, and names that the template may use. */
public enum State {
    QUEUED("⏳", "image position large about"),
    COPYING("⏳", "source target percent bar moved total"),
    WAITING("⏳", "source host hours until_utc until_beijing"),
    MIRRORED("✅", """
            source target pull_command type artifact tag_name upstream_platforms wanted_platforms wanted_all mirrored_platforms
            skipped_platforms source_digest target_digest same_digest differs_subset differs_dialect
            differs_attestations differs_engine size moved elapsed already_present signatures signatures_here
            signatures_kinds signs_tag signs_platforms left_subset left_dialect left_engine left_refused
            left_differs left_too_large left_unusable left_unavailable left_reason attestations public private
            unknown no_keys not_published login_needed no_answer visibility_reason renamed short_name owner
            own_name verify_no_rule
            verify_skipped signed_by verify_unsigned verify_failed verify_command"""),
    REFUSED("❌", refusedNames()),
    FAILED("❌", "source target action answer temporary hint_organization hint_given_up hint_too_slow"),
    CANCELLED("🚫", "image"),
    /** The frame round the texts of several images. */
    SEVERAL("", "total done broken running cancelled all_done some_done none_done images symbol name text"),
    /** The issue that tells how a watch list stands. */
    WATCH("", """
            list box entries any_entries more_entries source tags failures ran next failing any_failing
            more_failing image reason since moved any_moved more_moved from to gone any_gone more_gone"""),
    /** What chats and mails say of an event. */
    NOTICE("", """
            mirrored failed refused waiting moved unwell well test more repository issue user url source target
            source_digest source_digest_before target_digest platforms image reason message node"""),
    /** The comment on what newly fails, or fails no more. */
    WATCH_NEWS("", "failing any_failing more_failing image reason since recovered still_failing");

    /** Image names that were checked: the only values that may stand in a block of commands. */
    static final Set<String> REFERENCES =
            Set.of("source", "target", "pull_command", "tag_name", "renamed", "short_name", "owner");

    private final String symbol;
    private final Set<String> names;

    /** @param names parted by white space */
    State(String symbol, String names) {
        this.symbol = symbol;
        this.names = new LinkedHashSet<>(List.of((names + " left_out run_url page_url").split("\\s+")));
    }

    private static String refusedNames() {
        return "image reason message platforms tags supported command suggestion reason_"
                + String.join(" reason_", Outcome.Refused.REASONS) + " reason_other";
    }

    /** Stands before a line about an image in this state. */
    public String symbol() {
        return symbol;
    }

    /** Returns the names that the template may use. */
    Set<String> names() {
        return names;
    }

    String fileName() {
        return name().toLowerCase(Locale.ROOT) + ".mustache";
    }
}
