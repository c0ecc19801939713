/* What Expat asks of its build. Neither external entities nor a source of entropy: whoever parses sets the salt. */
#pragma once
#define BYTEORDER 1234 /* both targets are little-endian; used for UTF-16 output only */
#define XML_POOR_ENTROPY 1
#define XML_CONTEXT_BYTES 0 /* always through the parser's own buffer */
