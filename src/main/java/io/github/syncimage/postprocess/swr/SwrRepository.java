package io.github.syncimage.postprocess.swr;

import io.github.syncimage.image.Repository;

/**
 * A repository as the management API names it: {@code swr.cn-north-4.myhuaweicloud.com/team/tools/hello} is repository
 * {@code tools$hello} of the organization {@code team}.
 *
 * @param organization empty where the path names none
 */
record SwrRepository(String organization, String name) {
    static SwrRepository of(Repository repository) {
        int slash = repository.path().indexOf('/');
        return new SwrRepository(
                repository.path().substring(0, Math.max(slash, 0)),
                repository.path().substring(slash + 1).replace('/', '$'));
    }
}
