/** Foreign text and numbers as people read them: in one line, in few words. Knows nobody, and everybody may know it. */
package io.github.syncimage.text;
