package io.github.syncimage.postprocess.swr;

import io.github.syncimage.image.Repository;
import java.util.Optional;

/**
 * A repository as the management API names it: {@code swr.cn-north-4.myhuaweicloud.com/team/tools/hello} is repository
 * {@code tools$hello} of the organization {@code team}.
 */
record SwrRepository(String organization, String name) {
    /** Empty where the path names no organization. */
    static Optional<SwrRepository> of(Repository repository) {
        int slash = repository.path().indexOf('/');
        return slash < 0
                ? Optional.empty()
                : Optional.of(new SwrRepository(
                        repository.path().substring(0, slash),
                        repository.path().substring(slash + 1).replace('/', '$')));
    }
}
