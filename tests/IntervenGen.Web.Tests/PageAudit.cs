using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace IntervenGen.Web.Tests;

/// <summary>Looks over what a page shows at this moment, as somebody with poor sight or without a mouse would meet it.</summary>
internal static class PageAudit
{
    /// <summary>Run before the page's own script: notes what is written on canvases, and in which colour.</summary>
    public const string NotesCanvasText = """
        window.canvasTexts = [];
        const fillText = CanvasRenderingContext2D.prototype.fillText;
        CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
          window.canvasTexts.push([text, this.fillStyle]);
          return fillText.call(this, text, ...rest);
        };
        """;

    // WCAG 2.2: relative luminance and contrast ratio.
    private const string Colours = """
          const parse = (text) => {
            const numbers = text.match(/[\d.]+/g).map(Number);
            return [...numbers.slice(0, 3), numbers[3] ?? 1];
          };
          const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3]));
          const luminance = (rgb) => {
            const [r, g, b] = rgb.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const ratio = (a, b) => {
            const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
            return (high + 0.05) / (low + 0.05);
          };
          const white = parse(getComputedStyle(document.querySelector('header')).backgroundColor).slice(0, 3);
        """;

    // Large text is 24 px, or bold 18.66 px. What is see-through lies over what is behind it; behind the 3-D view's words may be any
    // colour, so white and black are both tried.
    private const string Texts = "() => {" + Colours + """
          const behind = (node, last) => {
            const layers = [];
            for (; node; node = node.parentElement) {
              const layer = parse(getComputedStyle(node).backgroundColor);
              layers.push(layer);
              if (layer[3] === 1) return layers.reverse().reduce((below, layer) => over(layer, below), last);
              if (node.matches('#overlay, #other-overlay, .inset')) break;
            }
            return layers.reverse().reduce((below, layer) => over(layer, below), last);
          };
          const found = [];
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          for (let text = walk.nextNode(); text; text = walk.nextNode()) {
            const element = text.parentElement, words = text.textContent.trim();
            if (words === '' || element.closest('script, .unseen') || !element.checkVisibility({ visibilityProperty: true })) continue;
            const style = getComputedStyle(element), size = parseFloat(style.fontSize);
            const needed = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
            for (const last of [white, [0, 0, 0]]) {
              const back = behind(element.tagName === 'OPTION' ? element.closest('select') : element, last);
              found.push({ words, needed, ratio: ratio(over(parse(style.color), back), back) });
            }
          }
          for (const [words, colour] of window.canvasTexts ?? []) {
            const rgb = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
            found.push({ words, needed: 4.5, ratio: ratio(rgb, white) });
          }
          return found;
        }
        """;

    // Edges of what can be pressed, and the colours that tell who drove.
    private const string Shapes = "() => {" + Colours + """
          const shown = (what) => [...document.querySelectorAll(what)].filter((element) => element.checkVisibility());
          const found = shown('button:enabled, select:enabled').map((element) => [element.id, getComputedStyle(element).borderTopColor]);
          for (const part of shown('.legend i:not(.ghost), #mode-colour')) found.push([part.className || part.id, getComputedStyle(part).backgroundColor]);
          return found.map(([words, colour]) => ({ words, needed: 3, ratio: ratio(parse(colour), white) }));
        }
        """;

    // A button, list, slider or picture without a name says nothing to whoever hears the page.
    private const string NamelessOnes = """
        () => [...document.querySelectorAll('button, select, input, canvas, dialog, [role]')]
          .filter((element) => element.checkVisibility() && !element.closest('[aria-hidden=true]'))
          .filter((element) => !['status', 'alert', 'presentation'].includes(element.getAttribute('role')))
          .filter((element) => !(element.ariaLabel || element.getAttribute('aria-labelledby') || element.labels?.length > 0
            || ((element.tagName === 'BUTTON' || element.role === 'option') && /\w/.test(element.textContent))))
          .map((element) => element.outerHTML.slice(0, 120))
        """;

    private const string Focused = """
        (() => {
          const at = document.activeElement, style = getComputedStyle(at);
          return at.id + (parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== 'none' ? '' : '!');
        })()
        """;

    /// <summary>Texts whose contrast is below WCAG 2.2 AA, with their ratio.</summary>
    public static Task<string[]> Faint(IPage page) => Below(page, Texts, 10);

    /// <summary>Edges of controls and colours with a meaning that hardly differ from the page, with their ratio.</summary>
    public static Task<string[]> FaintShapes(IPage page) => Below(page, Shapes, 3);

    private static async Task<string[]> Below(IPage page, string measure, int minFound)
    {
        JsonElement found = await page.EvaluateAsync<JsonElement>(measure);
        Assert.True(found.GetArrayLength() >= minFound, "hardly anything was found");
        return [.. found.EnumerateArray()
            .Where(part => part.GetProperty("ratio").GetDouble() < part.GetProperty("needed").GetDouble())
            .Select(part => (Ratio: part.GetProperty("ratio").GetDouble(), Words: part.GetProperty("words").GetString()))
            .Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Ratio:0.00} {part.Words}"))];
    }

    /// <summary>What axe-core finds: the rule, and the first element that breaks it.</summary>
    public static async Task<string[]> Violations(IPage page)
    {
        // It writes on canvases of its own to know letters from pictures; that is none of the page's.
        await page.EvaluateAsync(await File.ReadAllTextAsync(Path.Combine(Repository, "src/IntervenGen.Web/page/node_modules/axe-core/axe.min.js")));
        return await page.EvaluateAsync<string[]>("""
            async () => {
              const noted = window.canvasTexts?.length ?? 0;
              const { violations } = await axe.run();
              if (window.canvasTexts) window.canvasTexts.length = noted;
              return violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 120)} (${v.help})`);
            }
            """);
    }

    private static string Repository
    {
        get
        {
            string folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "IntervenGen.sln")))
                folder = Path.GetDirectoryName(folder)!;
            return folder;
        }
    }

    /// <summary>Controls and pictures without a name or a role.</summary>
    public static Task<string[]> Nameless(IPage page) => page.EvaluateAsync<string[]>(NamelessOnes);

    /// <summary>What Tab leads to, in order, until it comes round; a '!' behind one whose focus is not seen.</summary>
    public static async Task<string[]> Tabs(IPage page)
    {
        List<string> reached = [];
        await page.EvaluateAsync("document.activeElement.blur()");
        for (int i = 0; i < 60; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            string at = await page.EvaluateAsync<string>(Focused);
            if (at is "" or "!" || reached.Contains(at))
                break;
            reached.Add(at);
        }

        return [.. reached];
    }
}
