// The sky in a direction: where it is up, the cube's y points.
in vec2 vAt;
uniform int uTile;
uniform samplerCube uSky;
layout(location = 0) out vec4 oColour;
#ifdef SEGMENTS
layout(location = 1) out uint oSegment;
#endif

void main() {
  Tile tile = tiles[uTile];
  // The direction whose clip coordinates are (vAt, 1): rows of clip-from-world are a basis that is not orthogonal.
  vec3 x = tile.clipX.xyz, y = tile.clipY.xyz, w = tile.clipW.xyz;
  vec3 towards = vAt.x * cross(y, w) + vAt.y * cross(w, x) + cross(x, y);
  towards *= sign(dot(towards, w));
#ifdef SEGMENTS
  oSegment = 0u;
#endif
  oColour = vec4(texture(uSky, vec3(towards.x, towards.z, -towards.y)).rgb, 1.0);
}
