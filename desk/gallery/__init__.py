"""Made-up pages to look at while one changes the style; reached only with DEBUG."""
