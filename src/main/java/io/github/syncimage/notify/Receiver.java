package io.github.syncimage.notify;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Somebody who is told, as the configuration says.
 *
 * @param url where that is; a secret with most kinds, so only its host is ever shown
 * @param secret to sign with, null for none
 * @param events of which it wants to hear
 * @param repositories whose events those are, in lower case; empty for all, and for what belongs to none
 * @param mail how it is written to; null for all but mail
 */
public record Receiver(
        String name, Kind kind, URI url, String secret, Set<Event.Type> events, Set<String> repositories, Mail mail) {
    /** What a receiver speaks. */
    public enum Kind {
        WEBHOOK(true, 0),
        /** Twenty messages in any minute; over that, ten minutes of silence. */
        DINGTALK(true, 3_200),
        FEISHU(true, 1_000),
        WECOM(false, 3_200),
        SLACK(false, 1_000),
        MAIL(false, 0);

        private final boolean signs;
        private final Duration gap;

        Kind(boolean signs, int gap) {
            this.signs = signs;
            this.gap = Duration.ofMillis(gap);
        }

        /** Returns the time between two messages. */
        Duration gap() {
            return gap;
        }

        /** Returns whether people read it, a line for each event. */
        boolean isChat() {
            return !gap.isZero();
        }

        /** Returns whether {@code errcode} or {@code code} in the body says how a message was taken. */
        boolean answersWithCode() {
            return this == DINGTALK || this == FEISHU || this == WECOM;
        }

        /** Returns whether it takes a secret to sign with. */
        public boolean signs() {
            return signs;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param username null where nobody logs in */
    public record Mail(String username, String password, String from, List<String> to) {
        /** Without the password. */
        @Override
        public String toString() {
            return from;
        }
    }

    /** The mail endpoint, which knows the server by its {@link Mailbox session} alone. */
    public String endpoint() {
        return url.getScheme() + ":" + name + "?session=#" + Mailbox.name(this);
    }

    /** The addresses to write to, as a header has them. */
    public String to() {
        return String.join(", ", mail.to());
    }

    /** Returns whether it is told of this. */
    public boolean wants(Event event) {
        return events.contains(event.type().chosenBy())
                && (repositories.isEmpty()
                        || event.repository() != null
                                && repositories.contains(event.repository().toLowerCase(Locale.ROOT)));
    }

    /** Takes out of a text whatever must not be shown of this receiver. */
    public String withoutSecrets(String text) {
        String shown = text;
        List<String> hidden = Stream.of(
                        url.toString(),
                        url.getRawQuery(),
                        url.getRawPath(),
                        secret,
                        mail == null ? null : mail.password())
                .filter(Objects::nonNull)
                .filter(part -> part.length() > 3)
                .toList();
        for (String part : hidden) {
            shown = shown.replace(part, "***");
        }
        return shown.replaceAll("(https?://[^/\\s\"']+)[^\\s\"']*", "$1");
    }

    /** By its name and host: any other part of its address may be a secret. */
    @Override
    public String toString() {
        return "the receiver " + name + " (" + kind + " at " + url.getHost() + ")";
    }
}
