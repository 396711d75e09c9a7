// A triangle over the whole tile, as far away as can be.
uniform int uTile;
out vec2 vAt;

void main() {
  vAt = vec2(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0);
  gl_Position = vec4(vAt, 0.0, 1.0);
}
