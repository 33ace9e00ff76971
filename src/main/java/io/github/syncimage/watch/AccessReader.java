package io.github.syncimage.watch;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.settings.Complaints;
import io.github.syncimage.settings.YamlMap;
import java.util.Optional;

/** Reads one of the file's {@code creds}. */
record AccessReader(ValueTemplate templates, Complaints complaints) {
    private static final String INSTEAD = "is not read here: registries.hosts of the configuration has ";

    /** Null where it says no registry. */
    RegistryAccess read(YamlMap creds) {
        Optional<String> host =
                creds.value("registry", "a registry's host", text -> ImageReference.parse(templates.fill(text) + "/a/b")
                        .host());
        if (host.isEmpty() && !creds.has("registry")) {
            creds.complain("registry", "is missing");
        }
        Optional<String> user = creds.value("user", "a user", templates::fill);
        // A value that cannot be read is not repeated: it may hold a part of the password.
        Optional<String> password = creds.text("pass").flatMap(text -> secret(creds, text));
        Boolean plain = creds.text("tls").map(tls -> plain(creds, tls)).orElse(null);
        creds.refuse("hostname", INSTEAD + "endpoint");
        creds.refuse("regcert", INSTEAD + "ca_file");
        creds.refuse("mirrors", INSTEAD + "endpoint");
        creds.refuse("credHelper", "is not read here: docker's config.json names helpers");
        creds.refuse("credExpire", "is not read here: docker's config.json names helpers");
        creds.finish();
        if (user.isPresent() != password.isPresent()) {
            complaints.refuse(creds.node(), creds.inside("user"), "user and pass are given together");
        }
        Credentials credentials =
                user.isPresent() && password.isPresent() ? new Credentials(user.get(), password.get()) : null;
        return host.map(name -> new RegistryAccess(name, credentials, plain)).orElse(null);
    }

    private Optional<String> secret(YamlMap creds, String text) {
        try {
            return Optional.of(templates.fill(text));
        } catch (IllegalArgumentException e) {
            creds.complain("pass", e.getMessage());
            return Optional.empty();
        }
    }

    private Boolean plain(YamlMap creds, String tls) {
        return switch (tls) {
            case "disabled" -> true;
            case "enabled" -> false;
            case "insecure" -> {
                creds.complain("tls", "certificates are always checked: give registries.hosts.<host>.ca_file");
                yield null;
            }
            default -> {
                creds.complain("tls", "is one of enabled, disabled");
                yield null;
            }
        };
    }
}
