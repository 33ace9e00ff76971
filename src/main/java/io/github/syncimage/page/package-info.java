/** Shows people and programs what there is: documents by their paths, and the files of the page. Nothing here can be changed by a request. */
package io.github.syncimage.page;
