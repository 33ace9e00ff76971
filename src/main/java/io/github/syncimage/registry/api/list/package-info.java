/** Lists that a registry keeps, read page by page: the tags of a repository, and what refers to a manifest. */
package io.github.syncimage.registry.api.list;
