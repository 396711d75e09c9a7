using System.Text.RegularExpressions;
using Markdig;

namespace IntervenGen;

/// <summary>A run's report as one page that holds its pictures and films, for a browser without the folder.</summary>
internal static partial class ReportPage
{
    private const long MaxEmbedded = 16 << 20;

    private const string Style =
        """
        :root { color-scheme: light dark; --line: #d5dbe1; --code: #f2f4f6; }
        @media (prefers-color-scheme: dark) { :root { --line: #3a444e; --code: #1f262d; } }
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 1100px; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.2rem; border-bottom: 1px solid var(--line); }
        .wide { overflow-x: auto; } table { border-collapse: collapse; }
        th, td { border-bottom: 1px solid var(--line); padding: .3rem .7rem; text-align: left; vertical-align: top; }
        code { font-size: .88em; overflow-wrap: anywhere; } pre { background: var(--code); padding: .8rem; overflow-x: auto; }
        figure { display: inline-block; margin: .6rem 1rem .6rem 0; vertical-align: top; } figure > * { max-width: 100%; }
        img, video { width: 480px; max-width: 100%; background: white; border-radius: 4px; } figcaption { font-size: .85em; }
        """;

    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder().UsePipeTables().DisableHtml().Build();

    /// <summary>The page.</summary>
    /// <param name="markdown">The report as Markdown.</param>
    /// <param name="folder">Folder of the pictures that it names.</param>
    public static string Of(string markdown, string folder)
    {
        string body = Markdown.ToHtml(markdown, s_pipeline);
        body = Image().Replace(body, match => Figure(
            $"<img src=\"{Embed(folder, match.Groups[1].Value)}\" alt=\"{match.Groups[2].Value}\">", match.Groups[2].Value));
        body = Film().Replace(body, match => Figure(
            $"<video src=\"{Embed(folder, match.Groups[1].Value)}\" controls loop muted playsinline></video>", match.Groups[2].Value));
        body = body.Replace("<table>", "<div class=\"wide\"><table>", StringComparison.Ordinal)
            .Replace("</table>", "</table></div>", StringComparison.Ordinal);
        Match title = Heading().Match(body);
        return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n" +
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" +
            $"<title>{title.Groups[1].Value}</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n{body}</body>\n</html>\n";
    }

    private static string Figure(string content, string caption) => $"<figure>{content}<figcaption>{caption}</figcaption></figure>";

    private static string Embed(string folder, string address)
    {
        string file = Path.Combine(folder, Uri.UnescapeDataString(address));
        var info = new FileInfo(file);
        if (!info.Exists || info.Length > MaxEmbedded)
            return address;
        string kind = info.Extension switch { ".svg" => "image/svg+xml", ".png" => "image/png", _ => "video/mp4" };
        return $"data:{kind};base64,{Convert.ToBase64String(File.ReadAllBytes(file))}";
    }

    [GeneratedRegex("<p><img src=\"(report/[^\"]+)\" alt=\"([^\"]*)\" /></p>")]
    private static partial Regex Image();

    [GeneratedRegex("<p><a href=\"(report/[^\"]+\\.mp4)\">(.*?)</a></p>")]
    private static partial Regex Film();

    [GeneratedRegex("<h1[^>]*>(.*?)</h1>")]
    private static partial Regex Heading();
}
