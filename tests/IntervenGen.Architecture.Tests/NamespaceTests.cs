namespace IntervenGen.Architecture.Tests;

/// <summary>Inside a project folders are namespaces, and namespaces do not refer in circles.</summary>
public sealed class NamespaceTests
{
    /// <summary>Every project of <c>src/</c>, by what follows <c>IntervenGen</c> in its name.</summary>
    public static TheoryData<string> Projects => [.. ReferenceTests.ProjectNames];

    /// <summary>Those whose folders are namespaces; of the others a program finds all types in one, and folders only group files.</summary>
    public static TheoryData<string> FolderProjects =>
        [.. ReferenceTests.ProjectNames.Except(["IntervenGen", "Simulation", "Interop"])];

    [SkippableTheory]
    [MemberData(nameof(Projects))]
    public void Namespaces_of_a_project_do_not_refer_in_circles(string project)
    {
        var graph = NamespaceGraph.Of(Sources(project));
        Assert.NotEmpty(graph.Namespaces);
        Assert.True(graph.FindCircle() is null, $"{project}: {graph.FindCircle()}");
    }

    [SkippableTheory]
    [MemberData(nameof(FolderProjects))]
    public void A_namespace_has_the_name_of_its_folder(string project)
    {
        string[] wrong = [.. Sources(project).Where(file => file.Text.Contains("\nnamespace ", StringComparison.Ordinal)
            || file.Text.StartsWith("namespace ", StringComparison.Ordinal))
            .Where(file => !$"\n{file.Text}".Contains($"\nnamespace {Expected(file.Name)};", StringComparison.Ordinal))
            .Select(file => $"{file.Name} is not in {Expected(file.Name)}")];
        Assert.True(wrong.Length == 0, string.Join("; ", wrong));

        static string Expected(string file) =>
            Path.GetDirectoryName(file)!["src/".Length..].Replace('/', '.').Replace('\\', '.');
    }

    [Fact]
    public void A_circle_through_using_directives_is_named()
    {
        var graph = NamespaceGraph.Of([
            ("a.cs", "using P.B;\n\nnamespace P.A;\n\npublic class One { Two? two; }"),
            ("b.cs", "using P.A;\n\nnamespace P.B;\n\npublic class Two { One? one; }"),
        ]);
        Assert.Equal("P.A -> P.B (a.cs), P.B -> P.A (b.cs)", graph.FindCircle());
    }

    [Fact]
    public void A_type_of_the_namespace_around_counts_without_a_using()
    {
        var graph = NamespaceGraph.Of([
            ("root.cs", "using P.A;\n\nnamespace P;\n\npublic class Root { One? one; }"),
            ("a.cs", "namespace P.A;\n\npublic class One { Root? root; }"),
        ]);
        Assert.Equal("P -> P.A (root.cs), P.A -> P (a.cs)", graph.FindCircle());
    }

    [Fact]
    public void A_partly_qualified_name_of_a_sibling_counts()
    {
        var graph = NamespaceGraph.Of([
            ("a.cs", "namespace P.A;\n\npublic class One { B.Two? two; }"),
            ("b.cs", "namespace P.B;\n\npublic class Two { P.A.One? one; }"),
        ]);
        Assert.Equal("P.A -> P.B (a.cs), P.B -> P.A (b.cs)", graph.FindCircle());
    }

    [Fact]
    public void A_type_that_is_visible_by_a_global_using_counts()
    {
        var graph = NamespaceGraph.Of([
            ("usings.cs", "global using P.B;\n"),
            ("a.cs", "namespace P.A;\n\npublic class One { Two? two; }"),
            ("b.cs", "namespace P.B;\n\npublic class Two;"),
        ]);
        Assert.Equal(["P.B"], graph.ReferencesOf("P.A"));
    }

    [Fact]
    public void A_name_in_a_comment_or_a_string_is_no_reference()
    {
        var graph = NamespaceGraph.Of([
            ("root.cs", "namespace P;\n\npublic class Root;"),
            ("a.cs", "namespace P.A;\n\n// Root\npublic class One { string text = \"Root\"; }"),
        ]);
        Assert.Empty(graph.ReferencesOf("P.A"));
    }

    [Fact]
    public void References_one_way_are_no_circle()
    {
        var graph = NamespaceGraph.Of([
            ("a.cs", "using P.B;\n\nnamespace P.A;\n\npublic class One { Two? two; }"),
            ("b.cs", "namespace P.B;\n\npublic class Two;"),
        ]);
        Assert.Null(graph.FindCircle());
    }

    private static IEnumerable<(string Name, string Text)> Sources(string project) => Repository.Files()
        .Where(file => file.StartsWith($"src/{(project == "IntervenGen" ? project : $"IntervenGen.{project}")}/", StringComparison.Ordinal)
            && file.EndsWith(".cs", StringComparison.Ordinal))
        .Select(file => (file, File.ReadAllText(Path.Combine(Repository.Root, file))));
}
