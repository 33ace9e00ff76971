package io.github.syncimage.issue;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Users whose requests are refused. Logins are the same in any case, as they are at GitHub.
 *
 * @param reasons by login, for the answer; empty where the operator gave none
 */
public record DeniedUsers(Map<String, String> reasons) {
    public DeniedUsers {
        reasons = reasons.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        entry -> entry.getKey().toLowerCase(Locale.ROOT),
                        Map.Entry::getValue,
                        (one, other) -> one.isEmpty() ? other : one));
    }

    /** Why this user's requests are refused; empty where they are not. */
    Optional<Refusal> refusal(String user) {
        return Optional.ofNullable(reasons.get(user.toLowerCase(Locale.ROOT)))
                .map(reason -> new Refusal(
                        Reason.DENIED_USER,
                        reason.isEmpty() ? "requests of " + user + " are not served here" : reason,
                        ""));
    }
}
