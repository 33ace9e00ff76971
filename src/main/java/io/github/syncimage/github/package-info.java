/**
 * GitHub as this program uses it: the open issues by conditional requests, comments found again by their marker, rate
 * limits that everybody waits for together. Knows no other room; of Camel only what its HTTP client hands out.
 */
package io.github.syncimage.github;
