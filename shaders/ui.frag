#version 300 es
// Colour of the widgets: the vertex colour, covered by the one-channel texture of glyphs (white where there is none).
// Not a picture shader: the page shows no images.
precision mediump float;

uniform sampler2D u_glyphs;

in vec2 v_uv;
in vec4 v_color;

out vec4 o_color;

void main() { o_color = vec4(v_color.rgb, v_color.a * texture(u_glyphs, v_uv).r); }
