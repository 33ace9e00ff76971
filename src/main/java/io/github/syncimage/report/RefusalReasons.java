package io.github.syncimage.report;

import java.util.List;

/** Codes of why a request is refused that templates have words for; for any other, the message speaks. */
public final class RefusalReasons {
    public static final List<String> CODES = List.of("""
            no_image several_images empty_name invalid_name upper_case_repository several_tags invalid_tag
            digest_tag invalid_digest github_address no_image_address invalid_platform variable placeholder no_tag
            mirror_address too_long unsupported_registry denied_image denied_user invalid_target not_found private_or_absent no_such_platform too_large
            too_many_manifests unsupported_format target_taken unsigned wrong_signer quota""".split("\\s+"));

    private RefusalReasons() {}
}
