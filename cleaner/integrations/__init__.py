"""Steps for other libraries: LangChain, LlamaIndex, Haystack, datatrove and Scrapy.

Each module holds one class, `Cleaner`, and needs the extra of its name. Import the module you need:

    from cleaner.integrations.langchain import Cleaner

The manual's page on integrations has an example of each.
"""
