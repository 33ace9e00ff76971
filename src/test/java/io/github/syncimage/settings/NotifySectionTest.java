package io.github.syncimage.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.notify.Event;
import io.github.syncimage.notify.Receiver;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is told beside the issue, as an operator writes it, and every mistake in that with its line. */
class NotifySectionTest {
    private static final String REPOSITORY = "github: { user: acme, repo: mirror }\n";

    @TempDir
    private Path home;

    private Given given(String entries) {
        return Given.home(home).config(REPOSITORY + "notify:\n" + entries);
    }

    @Test
    void eachKindHasItsKeys() {
        List<Receiver> receivers = given("""
                  - { name: deploy, kind: webhook, url: "https://d.example.com/x", secret: s3cret, events: [mirrored, failed], repositories: [Acme/Mirror] }
                  - { name: chat, kind: wecom, url_file: chat.txt }
                  - { name: post, kind: mail, url: "smtps://mail.example.com", username: u, password_file: pw.txt, from: a@example.com, to: [b@example.com, c@example.com] }
                """)
                .file("chat.txt", "https://chat.example.com/t0psecret\n")
                .file("pw.txt", "p w\n")
                .settings()
                .receivers();

        assertThat(receivers).extracting(Receiver::name).containsExactly("deploy", "chat", "post");
        assertThat(receivers.get(0).secret()).isEqualTo("s3cret");
        assertThat(receivers.get(0).events())
                .containsExactlyInAnyOrder(Event.Type.MIRRORED, Event.Type.FAILED, Event.Type.TEST);
        assertThat(receivers.get(0).repositories()).containsExactly("acme/mirror");
        assertThat(receivers.get(1).url()).hasToString("https://chat.example.com/t0psecret");
        assertThat(receivers.get(1).events()).contains(Event.Type.UNWELL, Event.Type.MOVED);
        assertThat(receivers.get(2).mail().password()).isEqualTo("p w");
        assertThat(receivers.toString()).doesNotContain("t0psecret", "s3cret", "p w");
    }

    @Test
    void withoutItNobodyIsTold() {
        assertThat(Given.home(home).config(REPOSITORY).settings().receivers()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- { kind: slack, url: 'https://a' } | notify.1.name: is missing",
                "- { name: a b, kind: slack, url: 'https://a' } | notify.1.name: 'a b' is not a name",
                "- { name: a, url: 'https://a' } | notify.1.kind: is missing",
                "- { name: a, kind: teams, url: 'https://a' } | notify.1.kind: 'teams' is not one of webhook, dingtalk, feishu, wecom, slack, mail",
                "- { name: a, kind: slack } | notify.1.url: is missing",
                "- { name: a, kind: slack, url: 'ftp://a' } | notify.1.url: the value is not an address (https://host/…)",
                "- { name: a, kind: slack, url: 'https:///t0psecret' } | notify.1.url: the value is not an address",
                "- { name: a, kind: slack, url: 'https://a b/t0psecret' } | notify.1.url: the value is not an address",
                "- { name: a, kind: mail, url: 'https://a', from: a@b.c, to: [d@e.f] } | notify.1.url: the value is not smtp://host",
                "- { name: a, kind: slack, url: 'smtp://a' } | notify.1.url: the value is not an address",
                "- { name: a, kind: slack, url: 'https://a', secret: x } | notify.1.secret: slack has none",
                "- { name: a, kind: wecom, url: 'https://a', secret: x } | notify.1.secret: wecom has none",
                "- { name: a, kind: webhook, url: 'https://a', secret: '' } | notify.1.secret: is empty",
                "- { name: a, kind: slack, url: 'https://a', events: [mirored] } | notify.1.events: 'mirored' is not one of mirrored, failed, refused, waiting, moved, unwell",
                "- { name: a, kind: slack, url: 'https://a', events: [] } | notify.1.events: there is none",
                "- { name: a, kind: slack, url: 'https://a', events: [well] } | notify.1.events: 'well' is not one of",
                "- { name: a, kind: slack, url: 'https://a', repositories: [acme/other] } | notify.1.repositories: acme/other is not one of the repositories that are served",
                "- { name: a, kind: slack, url: 'https://a', colour: red } | notify.1.colour: unknown key",
                "- { name: a, kind: slack, url: 'https://a', to: [d@e.f] } | notify.1.to: is of mail alone",
                "- { name: a, kind: mail, url: 'smtp://a', from: a@b.c } | notify.1.to: is missing",
                "- { name: a, kind: mail, url: 'smtp://a', to: [d@e.f] } | notify.1.from: is missing",
                "- { name: a, kind: mail, url: 'smtp://a', from: a@b.c, to: ['d@e.f, x'] } | notify.1.to: 'd@e.f, x' is not a mail address",
                "- { name: a, kind: mail, url: 'smtp://a', username: u, from: a@b.c, to: [d@e.f] } | notify.1.password: is missing beside the other",
                "- { name: a, kind: slack, url: 'https://a', url_file: f } | notify.1.url: both url and url_file are given",
                "- { name: a, kind: slack, url_file: none.txt } | notify.1.url_file: the file none.txt cannot be read",
                "- text | notify: a receiver is expected",
            })
    void tellsEachMistakeWithItsKey(String entry, String problem) {
        assertThat(given("  " + entry + "\n").problems())
                .singleElement()
                .asString()
                .contains("configs/config.yaml:3", problem)
                .doesNotContain("t0psecret");
    }

    @Test
    void aNameIsGivenOnce() {
        String entry = "  - { name: a, kind: slack, url: 'https://a' }\n";
        assertThat(given(entry + entry).problems())
                .singleElement()
                .asString()
                .contains("config.yaml:4", "notify.2.name: a is given twice");
    }
}
