using IntervenGen.Core;
using IntervenGen.Experiments;

namespace IntervenGen;

/// <summary>A run's folder: every result under the plain name of its stage, such as <c>round-2/igen.ckpt</c>.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>The description beside a result has the key of everything that decided it. Where a file was changed, results with another key
/// move to <c>earlier/NAME-KEY</c>, and come back when it is changed back: nothing is lost, and nothing is made twice.</item>
/// <item>While a result is made, <c>NAME.key</c> says whose it is.</item>
/// <item>What is there and is nobody's result is refused.</item>
/// </list>
/// Threads may use it for different stages; several processes too.
/// </remarks>
internal sealed class RunFolder(string root, StageNames names) : IResultStore
{
    private const string KeyEnding = ".key", Earlier = "earlier";

    /// <summary>Path of the folder.</summary>
    public string Root => root;

    /// <inheritdoc/>
    public string PathOf(Recipe recipe, string key, string extension)
    {
        string path = PlainPath(recipe);
        string aside = Aside(recipe, key);
        return OwnerOf(path) != key && OwnerOf(aside) == key ? aside : path;
    }

    /// <inheritdoc/>
    public string Claim(Recipe recipe, string key, string path)
    {
        string plain = PlainPath(recipe);
        string? owner = OwnerOf(plain);
        if (owner == key)
            return plain;
        if (owner is not null)
            Move(plain, Aside(recipe, owner));
        else if (Path.Exists(plain))
            throw new UsageException($"'{plain}' is there and was not made by a run in this folder; choose another folder, or move it away");
        Directory.CreateDirectory(Path.GetDirectoryName(plain)!);
        string aside = Aside(recipe, key);
        if (OwnerOf(aside) == key)
            Move(aside, plain);
        else
            OutputFile.Write(plain + KeyEnding, key, overwrite: true);
        return plain;
    }

    /// <inheritdoc/>
    public Artifact? TryRead(Recipe recipe, string path, string key)
    {
        Artifact? artifact = ResultRecord.TryRead(path, key);
        bool isWhole = recipe.Kind == RecipeKind.Evaluate || artifact?.Failure is not null || Path.Exists(path);
        return isWhole ? artifact : null;
    }

    /// <inheritdoc/>
    public void Write(Recipe recipe, string key, Artifact artifact)
    {
        ResultRecord.Write(recipe, artifact, key);
        File.Delete(artifact.Path + KeyEnding);
    }

    /// <summary>Folder of the parts of a stage that several processes make.</summary>
    public string PartsOf(Recipe recipe, string key) => Path.Combine(root, "parts", $"{names.FullName(recipe)}-{key}");

    /// <summary>Path of a stage's result where it has its plain name.</summary>
    public string PlainPath(Recipe recipe) => Path.Combine(root, names.FullName(recipe));

    private string Aside(Recipe recipe, string key) => Path.Combine(
        root, Earlier, $"{names[recipe]}-{key}{StageRunner.ExtensionOf(recipe.Kind)}");

    private static string? OwnerOf(string path)
    {
        string begun = path + KeyEnding;
        return ResultRecord.KeyOf(path) ?? (File.Exists(begun) ? File.ReadAllText(begun) : null);
    }

    // The result first and what says whose it is last: a process that is killed between leaves what the next one can go on with.
    private static void Move(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        string name = Path.GetFileName(from);
        string[] beside = [.. Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(from)!, name + ".*")];
        foreach (string entry in beside.OrderBy(IsLabel).Prepend(from).Where(Path.Exists))
        {
            string target = to + Path.GetFileName(entry)[name.Length..];
            if (Directory.Exists(target))
                Directory.Delete(target, recursive: true);
            if (Directory.Exists(entry))
                Directory.Move(entry, target);
            else
                File.Move(entry, target, overwrite: true);
        }

        static bool IsLabel(string entry) =>
            entry.EndsWith(KeyEnding, StringComparison.Ordinal) || entry.EndsWith(ResultRecord.Ending, StringComparison.Ordinal);
    }
}
