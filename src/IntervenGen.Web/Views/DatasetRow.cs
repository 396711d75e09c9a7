using System.Text.Json;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Web.Serving;

namespace IntervenGen.Web.Views;

/// <summary>One dataset of a folder in numbers: from its manifest and the headers of its episodes.</summary>
internal static class DatasetRow
{
    /// <summary>Where it is and what it is called.</summary>
    public static void WriteName(Utf8JsonWriter json, FolderScope scope, string folder)
    {
        string path = folder == scope.Root ? "." : scope.Relative(folder);
        json.WriteString("path", path);
        json.WriteString("name", path == "." ? Path.GetFileName(folder) : path);
    }

    /// <summary>The whole row; one that cannot be read says why.</summary>
    public static void Write(Utf8JsonWriter json, FolderScope scope, string folder)
    {
        json.WriteStartObject();
        WriteName(json, scope, folder);
        try
        {
            using EpisodeStore store = DatasetFiles.Open(scope, folder);
            StoreManifest manifest = store.Manifest;
            json.WriteString("task", manifest.Task);
            json.WriteString("kind", manifest.Kind.Name());
            json.WriteNumber("bytes", Directory.EnumerateFiles(folder).Sum(file => new FileInfo(file).Length));
            // What a run has so far is another number a moment later.
            WriteCount(json, "episodes", manifest.IsComplete ? store.Count : null);
            WriteCount(json, "attempts", manifest.IsComplete ? store.AttemptCount : null);
            WriteCount(json, "kept", manifest.IsComplete ? store.KeptCount : null);
            WriteCount(json, "steps", manifest.IsComplete ? store.StepCount : null);
        }
        catch (Exception exception) when (exception is IntervenGenException or IOException or UnauthorizedAccessException)
        {
            json.WriteString("fault", scope.Hide(exception.Message));
        }

        json.WriteEndObject();
    }

    private static void WriteCount(Utf8JsonWriter json, string name, long? count)
    {
        if (count is { } known)
            json.WriteNumber(name, known);
        else
            json.WriteNull(name);
    }
}
