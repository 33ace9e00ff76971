/** What people paste instead of a name: manifests, files and outputs of commands, each read into the images in it. */
package io.github.syncimage.issue.pasted;
