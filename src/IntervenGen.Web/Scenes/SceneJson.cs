using System.Text.Json;
using IntervenGen.Numerics;
using IntervenGen.Web.Serving;

namespace IntervenGen.Web.Scenes;

/// <summary>A scene's description as JSON for the page.</summary>
internal static class SceneJson
{
    /// <summary>The JSON of a scene, UTF-8.</summary>
    public static byte[] Of(SceneDescription scene) => JsonBytes.Of(json => Write(json, scene));

    private static void Write(Utf8JsonWriter json, SceneDescription scene)
    {
        json.WriteStartObject();
        json.WriteNumber("bodies", scene.Bodies);
        json.WriteStartArray("geoms");
        foreach (SceneGeom geom in scene.Geoms)
            Write(json, geom);
        json.WriteEndArray();
        json.WriteStartArray("meshes");
        foreach (SceneMesh mesh in scene.Meshes)
        {
            json.WriteStartObject();
            json.WriteNumbers("vertices", mesh.Vertices);
            json.WriteNumbers("faces", mesh.Faces);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("ghosts");
        foreach (SceneGhost ghost in scene.Ghosts)
        {
            json.WriteStartObject();
            json.WriteNumber("object", ghost.Object);
            WriteVector(json, "halfExtent", ghost.HalfExtent);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("camera");
        WriteVector(json, "lookAt", scene.Camera.LookAt);
        json.WriteNumber("distance", scene.Camera.Distance);
        json.WriteNumber("azimuth", scene.Camera.Azimuth);
        json.WriteNumber("elevation", scene.Camera.Elevation);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SceneGeom geom)
    {
        json.WriteStartObject();
        json.WriteString("shape", geom.Shape);
        json.WriteNumber("body", geom.Body);
        WriteVector(json, "position", geom.BodyFromGeom.Position);
        // (x, y, z, w), as three.js takes it.
        Quat q = geom.BodyFromGeom.Orientation;
        json.WriteNumbers("quaternion", [q.X, q.Y, q.Z, q.W]);
        WriteVector(json, "size", geom.Size);
        json.WriteNumbers("colour", geom.Colour);
        json.WriteNumber("mesh", geom.Mesh);
        json.WriteEndObject();
    }

    private static void WriteVector(Utf8JsonWriter json, string name, Vec3 v) => json.WriteNumbers(name, [v.X, v.Y, v.Z]);
}
